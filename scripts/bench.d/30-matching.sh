#!/usr/bin/env bash
# Matching of a county, a city and a hundred counties; solving and checking, least and median of five.
cargo run --quiet --release -p sunlot-sortition --example bench_matching
