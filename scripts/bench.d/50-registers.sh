#!/usr/bin/env bash
# A register of 1,000,000 subjects on SQLite: read from CSV and from Excel, compared, let in as one
# transaction with its log entry, and searched by part of a name.
set -euo pipefail
target=${CARGO_TARGET_DIR:-target}
county=target/bench/county1m
cargo build --quiet --release -p sunlot-testkit --example write_county
cargo build --quiet --release -p sunlot-api --example bench_registers
if [ ! -e "$county/register.xlsx" ]; then
  "$target/release/examples/write_county" "$county" 1000000 300
fi
for file in register.csv register.xlsx; do
  "$target/release/examples/bench_registers" "$county/$file"
done
