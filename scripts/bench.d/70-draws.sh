#!/usr/bin/env bash
# Freezing, drawing and matching a joint task of five departments over 30,000 and 1,000,000
# subjects, with all its records written. Goals: 2 s and 15 s.
set -euo pipefail
cargo build --quiet --release -p sunlot-api --example bench_draws
"${CARGO_TARGET_DIR:-target}/release/examples/bench_draws" ${SUNLOT_BENCH_DRAWS:-30000 1000000}
