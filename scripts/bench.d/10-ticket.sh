#!/usr/bin/env bash
# Tickets on every kernel of this machine, the root of a frame, 500,000 out of 10,000,000 in memory.
cargo run --quiet --release -p sunlot-sortition --example bench_ticket
