#!/usr/bin/env bash
# What it costs to put events: events a second, CPU seconds of the process a million events, and the time from handed over to
# acknowledged. The suite's writer beside a plain loop of batches by the AWS SDK, each a process of its own, in turns, on an
# endpoint that keeps nothing, so that the client is the limit. Prints a Markdown table.
#
#   scripts/bench-put.sh [ROUNDS [SECONDS]]     (3 rounds; 12 s a measurement, about two minutes a round)
#
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
need_whole ROUNDS "${1:-3}" 1 99
need_whole SECONDS "${2:-12}" 1 999

set +e
hear_signals
build benchmarks producer-main experiments
path="$root/lab/benchmarks/target/classes:$(jar experiments):$(jar producer-main)"
run_until stopping java -cp "$path" delivery.bench.PutBenchmark "$path" "${1:-3}" "${2:-12}"
