#!/usr/bin/env bash
# The whole suite in one thread with a virtual clock and faults by seed; see docs/simulation.md. Builds the simulation if
# it is missing or older than its sources.
#
#   scripts/simulate.sh [--seeds 1000] [--from-seed 1] [--threads 2] [--output text|json | --json]
#   scripts/simulate.sh --seed S [--trace] [--record FILE]
#
# Either with [--replicas 1] [--driver-processes 1] [--films target/simulation]. A seed that fails is recorded there:
# ./delivery replay plays it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

more_help() { help_of simulation java -jar "$(jar simulation)"; }

help_if_asked "$@"
arguments=("$@")
one="" many=""
while [ $# -gt 0 ]; do
  next_flag "--seeds --from-seed --threads --seed --replicas --driver-processes --record --films --output" "--trace --json" "$@"
  shift "$used"
  case $flag in
    --seeds) need_whole "$flag" "$value" 1 999999999 && many=$flag ;;
    --threads) need_whole "$flag" "$value" 1 256 && many=$flag ;;
    --from-seed) need_long "$flag" "$value" && many=$flag ;;
    --seed) need_long "$flag" "$value" && one=$flag ;;
    --replicas) need_whole "$flag" "$value" 1 5 ;;
    --driver-processes) need_whole "$flag" "$value" 1 16 ;;
    --record) record=1 ;;
    --films) ;;
    --trace) trace=1 ;;
    --json) json=1 ;;
    --output)
      case $value in
        text) json="" ;;
        json) json=1 ;;
        *) bad_usage "--output: '$value' is neither text nor json" ;;
      esac
      ;;
  esac
done
[ -z "$one" ] || [ -z "$many" ] || bad_usage "$one is one world alone, and $many is for many"
[ -z "${trace:-}" ] || [ -n "$one" ] || bad_usage "--trace needs --seed"
[ -z "${record:-}" ] || [ -n "$one" ] || bad_usage "--record needs --seed"
[ -z "${trace:-}" ] || [ -z "${json:-}" ] || bad_usage "--trace is text: leave out --output json"

set +e
hear_signals
build simulation
run_until stopping java -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError -Xmx1g -jar "$(jar simulation)" \
  ${arguments[@]+"${arguments[@]}"}
