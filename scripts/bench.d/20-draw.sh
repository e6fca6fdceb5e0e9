#!/usr/bin/env bash
# The draw against DuckDB and consistent_sampler on the same ids in the same run. SUNLOT_BENCH_LARGE=1
# adds 5,000,000 out of 100,000,000 (1.9 GB of ids; DuckDB takes minutes).
set -euo pipefail
dir=target/bench
venv=$dir/venv
mkdir -p "$dir"
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet duckdb==2.0.0 consistent_sampler==1.0.10
fi
ours() { cargo run --quiet --release -p sunlot-sortition --example bench_ticket "$@"; }
draw() { # NAME COUNT K
  for suite in SM3 SHA256; do
    ours "$dir/ids-$1.txt" "$2" "$3" "$suite" | tee "$dir/ours-$1-$suite.txt"
  done
}
draw 10m 10000000 500000
"$venv/bin/python" scripts/bench.d/draw_peers.py "$dir/ids-10m.txt" 500000 "$dir/ours-10m-SHA256.txt" \
  duckdb consistent_sampler
if [ "${SUNLOT_BENCH_LARGE:-}" = 1 ]; then
  draw 100m 100000000 5000000
  "$venv/bin/python" scripts/bench.d/draw_peers.py "$dir/ids-100m.txt" 5000000 \
    "$dir/ours-100m-SHA256.txt" duckdb
fi
