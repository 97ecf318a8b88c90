#!/usr/bin/env bash
# What the ranking server's snapshots cost: memory of the identities, how long one stops the ranking, size, time to write
# and to load. Prints a Markdown table; takes about two minutes and 2 GB of heap.
#
#   scripts/bench-snapshots.sh [ORDERS ...]     (1_000_000 10_000_000 100_000_000)
#
# Needs built jars (mvn -B -DskipTests package).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_built ranking-server
[ -d "$root/benchmarks/target/classes" ] || fail "benchmarks are not built: mvn -B -DskipTests package"
[ $# -gt 0 ] || set -- 1_000_000 10_000_000 100_000_000
exec java -Xmx2g -cp "$root/benchmarks/target/classes:$(jar ranking-server)" delivery.ranking.SnapshotBenchmark "$@"
