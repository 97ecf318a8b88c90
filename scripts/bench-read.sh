#!/usr/bin/env bash
# What it costs to read events that wait on seven shards of local-kinesis: CPU seconds of the consumer a million events, brought to a
# ranking server that applies them, plain and aggregated, beside a loop of the AWS SDK that does nothing with them; each a
# process of its own, in turns. Prints a Markdown table.
#
#   scripts/bench-read.sh [ROUNDS [EVENTS]]     (3 rounds; 1,000,000 events, about half a minute a round)
#
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
need_whole ROUNDS "${1:-3}" 1 99
need_whole EVENTS "${2:-1000000}" 10000 5000000

set +e
hear_signals
build benchmarks producer-main consumer ranking-server local-kinesis experiments
path="$root/lab/benchmarks/target/classes:$(jar experiments):$(jar producer-main)"
run_until stopping java -cp "$path" delivery.bench.ReadBenchmark "$path" "${1:-3}" "${2:-1000000}"
