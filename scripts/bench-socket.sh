#!/usr/bin/env bash
# What it takes to bring events from a consumer's batch to the ranking's state: CPU seconds of one thread for a million events, to
# a frame of the socket, from a frame, and applied. Prints a Markdown table; takes about half a minute. To compare two commits run
# it in turns on both.
#
#   scripts/bench-socket.sh [ROUNDS]     (100)
#
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
need_whole ROUNDS "${1:-100}" 3 99999

set +e
hear_signals
build benchmarks ranking-server
run_until stopping java -Xmx1g -cp "$root/lab/benchmarks/target/classes:$(jar ranking-server)" \
  delivery.bench.SocketBenchmark "${1:-100}"
