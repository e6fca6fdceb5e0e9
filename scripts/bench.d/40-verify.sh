#!/usr/bin/env bash
# A bundle with a million rows, verified by the binary and in the browser.
set -euo pipefail
cargo build --quiet --release -p sunlot-server
dir=target/bench/million
[ -f "$dir/公布.zip" ] || target/release/sunlot draw demo --out "$dir" --subjects 1000000 >/dev/null 2>&1
for run in 1 2 3; do
  start=$(date +%s%N)
  target/release/sunlot verify "$dir/公布.zip" --quiet >/dev/null
  echo "sunlot verify, 1,000,000 rows, run $run: $((($(date +%s%N) - start) / 1000000)) ms"
done
cd web/verify
npm run --silent bench -- "../../$dir/公布.zip"
