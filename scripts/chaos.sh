#!/usr/bin/env bash
# Real processes, killed with kill -9 at random moments under load, and an oracle that reads the whole stream and judges.
#
#   scripts/chaos.sh [--kills 50] [--seed S] [--targets server,consumer,producer,driver | all] [--pause 2s] [--shards 7]
#                    [--rate 100] [--fault FAULT ...] [--stall 30s] [--zombies N] [--trouble 8s] [--in-memory]
#                    [--report FILE] [--endpoint-url URL] [--stream-name NAME]
#
# Exits with 0, or with 3 if anything was lost or counted twice. Ctrl-C ends it, with 130, and all that it has started.
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

with_value="--kills --seed --targets --pause --trouble --stall --zombies --rate --shards --fault --endpoint-url"
with_value="$with_value --stream-name --report --log-format --metrics-port"

# Sets command.
chaos() {
  local tests=$root/lab/integration-tests/target
  # shellcheck disable=SC2206 # options are words
  command=(java $java_options -Xmx512m -Dbasedir="$root/lab/integration-tests"
    -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener
    -cp "$tests/test-classes:$(cat "$tests/test-classpath" 2>/dev/null)" delivery.it.Chaos)
}

more_help() { chaos && help_of integration-tests "${command[@]}"; }

help_if_asked "$@"
arguments=("$@")
while [ $# -gt 0 ]; do
  next_flag "$with_value" "--in-memory" "$@"
  shift "$used"
  case $flag in
    --kills) need_whole "$flag" "$value" 1 1000000 ;;
    --seed) need_long "$flag" "$value" ;;
    --pause | --stall | --trouble) need_duration "$flag" "$value" ;;
    --zombies) need_whole "$flag" "$value" 0 1000000 ;;
    --rate) need_above_zero "$flag" "$value" 1000000 ;;
    --shards) need_whole "$flag" "$value" 1 500 ;;
    --endpoint-url) need_url "$flag" "$value" ;;
    --stream-name) need_stream_name "$flag" "$value" ;;
  esac
done

set +e
hear_signals
build local-kinesis stream-admin ranking-server consumer producer-main producer-driver integration-tests
chaos
run_until stopping "${command[@]}" ${arguments[@]+"${arguments[@]}"}
