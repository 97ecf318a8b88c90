#!/usr/bin/env bash
# One consumer process per open shard of the stream, each with its own log. Ctrl-C ends them all.
# Started again while others run, after a split say, it gives a process of its own to each open shard whose reader has
# others too, or that has none; nothing is read twice and nothing is left out. The others stay as they are.
#
#   scripts/consumers.sh [--log-dir logs] [flags of the consumer: --server, --stream-name, --endpoint-url, ...]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

log_dir=logs
stream_flags=()
consumer_flags=()

usage() { sed -n '2,6p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; }

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --log-dir)
      [ $# -ge 2 ] || { say "error: --log-dir needs a value"; exit 2; }
      log_dir=$2
      shift 2
      ;;
    --shard | --shard=* | --all-shards)
      say "error: this script decides on the shards; run the consumer itself for $1"
      exit 2
      ;;
    --stream-name | --stream | --region | --profile | --endpoint-url)
      [ $# -ge 2 ] || { say "error: $1 needs a value"; exit 2; }
      stream_flags=(${stream_flags[@]+"${stream_flags[@]}"} "$1" "$2")
      shift 2
      ;;
    --stream-name=* | --stream=* | --region=* | --profile=* | --endpoint-url=*)
      stream_flags=(${stream_flags[@]+"${stream_flags[@]}"} "$1")
      shift
      ;;
    *)
      consumer_flags=(${consumer_flags[@]+"${consumer_flags[@]}"} "$1")
      shift
      ;;
  esac
done

build_missing stream-admin consumer
mkdir -p "$log_dir"

stopping=0
trap 'stopping=1' INT TERM HUP
trap stop_all EXIT

shards=$(run_jar stream-admin shards ${stream_flags[@]+"${stream_flags[@]}"}) || exit $?
[ -n "$shards" ] || fail "the stream has no open shard"
[ "$stopping" = 0 ] || exit 0

for shard in $shards; do
  # shellcheck disable=SC2086 # options are words
  start "$shard" "$log_dir/consumer-$shard.log" java $java_options -jar "$(jar consumer)" --shard "$shard" --share \
    ${stream_flags[@]+"${stream_flags[@]}"} ${consumer_flags[@]+"${consumer_flags[@]}"}
  say "consumer of $shard: process ${pids[started - 1]}, log $log_dir/consumer-$shard.log"
done

code=0
ended=" "
while [ "$stopping" = 0 ]; do
  left=0
  i=0
  while [ "$i" -lt "$started" ]; do
    if is_running "${pids[i]}"; then
      left=$((left + 1))
    elif [ "${ended#* "$i" }" = "$ended" ]; then
      ended="$ended$i "
      status=0
      # Bash's own word on a killed process goes nowhere; ours follows.
      { wait "${pids[i]}"; } 2>/dev/null || status=$?
      say "consumer of ${names[i]} ended with code $status: $(tail -n 1 "$log_dir/consumer-${names[i]}.log")"
      [ "$status" = 0 ] || code=$status
    fi
    i=$((i + 1))
  done
  [ "$left" -gt 0 ] || break
  sleep 0.5
done
[ "$stopping" = 1 ] && code=0
stop_pids ${pids[@]+"${pids[@]}"}
exit "$code"
