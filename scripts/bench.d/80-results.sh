#!/usr/bin/env bash
# Published results by entity, 5,000,000 of 1,000,000 entities, through the router on SQLite.
set -euo pipefail
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release -p sunlot-api --example bench_results
"$target/release/examples/bench_results" "${SUNLOT_BENCH_ENTITIES:-1000000}" 5
