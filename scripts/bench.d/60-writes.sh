#!/usr/bin/env bash
# Business writes with their log entry, each on the disk before it is acknowledged: SQLite on this
# disk, and a private PostgreSQL for comparison (which need not sync there, so its number is kind).
set -euo pipefail
cargo build --quiet --release -p sunlot-api --example bench_writes
bench=${CARGO_TARGET_DIR:-target}/release/examples/bench_writes
echo "-- SQLite"
"$bench"
echo "-- PostgreSQL (fsync off)"
scripts/postgres bash -c '"$0" "$SUNLOT_TEST_POSTGRES"' "$bench"
