#!/usr/bin/env bash
# What the ranking server's snapshots cost: memory of the identities, how long one stops the ranking, size, time to write
# and to load. Prints a Markdown table; takes about two minutes and 2 GB of heap.
#
#   scripts/bench-snapshots.sh [ORDERS ...]     (1_000_000 10_000_000 100_000_000)
#
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
for orders in "$@"; do
  need_whole ORDERS "${orders//_/}" 1 999999999
done
[ $# -gt 0 ] || set -- 1_000_000 10_000_000 100_000_000

set +e
hear_signals
build benchmarks ranking-server
run_until stopping java -Xmx2g -cp "$root/lab/benchmarks/target/classes:$(jar ranking-server)" \
  delivery.bench.SnapshotBenchmark "$@"
