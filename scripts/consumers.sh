#!/usr/bin/env bash
# One consumer process per open shard of the stream, each with its own log. Ctrl-C ends them all, and then it exits with 0.
# Started again while others run, after a split say, it gives a process of its own to each open shard whose reader has
# others too, or that has none; nothing is read twice and nothing is left out. The others stay as they are.
#
#   scripts/consumers.sh [--log-dir logs] [--no-build]
#                        [--stream-name NAME] [--region REGION] [--profile PROFILE] [--endpoint-url URL]
#                        [--server HOST:PORT] [--server-ca FILE|system] [--token-file FILE]
#                        [--reads-per-second F | --fan-out NAME] [--takeover] [--accept-loss]
#                        [--log-format text|json] [--metrics-port 0]
#
#   --log-dir   a run's logs are in a folder of their own below it, LOG-DIR/TIME-PROCESS; LOG-DIR/latest is the newest,
#               and LOG-DIR/consumer-SHARD.log that of the process for the shard which runs, or ran last
#   --no-build  run the jars that are there. Without it, a jar that is missing or older than its sources is built
# The other flags go to every consumer.
#
# Processes are started a few at a time, however many shards there are. It exits with the code of a consumer that failed
# if no one is left.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# How many may be starting up at a time: a machine has few processors, and an account 20 descriptions of streams a second.
at_once=6
# A consumer that has not said a word by then waits for something else than a processor.
start_seconds=20

log_dir=logs build=1
stream_flags=()
consumer_flags=()
with_value="--log-dir --stream-name --stream --region --profile --endpoint-url --server --reads-per-second --token-file"
with_value="$with_value --fan-out --server-ca --log-format --metrics-port"
without="--no-build --takeover --accept-loss"

help_if_asked "$@"
while [ $# -gt 0 ]; do
  case $1 in
    --shard | --shard=* | --all-shards)
      bad_usage "this script decides on the shards; run the consumer itself for $1"
      ;;
  esac
  next_flag "$with_value" "$without" "$@"
  shift "$used"
  case $flag in
    --log-dir) log_dir=$value && continue ;;
    --no-build) build=0 && continue ;;
    --stream-name | --stream) need_stream_name "$flag" "$value" ;;
    --endpoint-url) need_url "$flag" "$value" ;;
    --server) need_server "$flag" "$value" ;;
    --reads-per-second) need_above_zero "$flag" "$value" 5 ;;
    --fan-out)
      case $value in
        "" | *[!a-zA-Z0-9_.-]*) bad_usage "$flag '$value' is not a consumer's name: 1 to 128 of a-z A-Z 0-9 _ . -" ;;
      esac
      ;;
    --token-file) [ -r "$value" ] || bad_usage "$flag $value cannot be read: give the ranking server's" ;;
    --server-ca)
      [ "$value" = system ] || [ -r "$value" ] || bad_usage "$flag $value cannot be read: give a PEM file, or 'system'"
      ;;
    --log-format)
      case $value in text | json) ;; *) bad_usage "$flag '$value' is neither text nor json" ;; esac
      ;;
    --metrics-port) [ "$value" = 0 ] || bad_usage "$flag $value: one port does not do for many processes, give 0" ;;
  esac
  case $flag in
    --stream-name | --stream | --region | --profile | --endpoint-url) stream_flags+=("$flag" "$value") ;;
    --takeover | --accept-loss) consumer_flags+=("$flag") ;;
    *) consumer_flags+=("$flag" "$value") ;;
  esac
done

# A command that Ctrl-C ends too is no reason to end the script.
set +e
hear_signals
if [ "$build" = 1 ]; then build stream-admin consumer; else need_built stream-admin consumer; fi

new_run_folder "$log_dir"
java_for stream-admin
run_until stopping "${java[@]}" shards ${stream_flags[@]+"${stream_flags[@]}"} \
  >"$run_folder/shards"
code=$?
exit_if_stopping
[ "$code" = 0 ] || exit "$code"
[ -s "$run_folder/shards" ] || fail "the stream has no open shard"

# link SHARD PID: the log's short name, unless a process of another run that goes on writes there
link() {
  local name=consumer-$1.log owner
  printf '%s\n' "$2" >"$run_folder/consumer-$1.pid"
  owner=$(cat "$log_dir/$(readlink "$log_dir/$name" 2>/dev/null | sed 's/[.]log$/.pid/')" 2>/dev/null)
  case $owner in
    "" | *[!0-9]*) ;;
    *) ! is_running "$owner" || return 0 ;;
  esac
  ln -sfn "${run_folder##*/}/$name" "$log_dir/$name"
}

# await_turn: until few enough are starting up. One is up when it has ended, or has something in its log, or never has.
await_turn() {
  local i starting
  while [ "$stopping" = 0 ]; do
    starting=0
    i=$started
    while [ "$i" -gt 0 ] && [ "$starting" -lt "$at_once" ]; do
      i=$((i - 1))
      if is_running "${pids[i]}" && [ ! -s "$run_folder/consumer-${names[i]}.log" ] &&
        [ $((SECONDS - since[i])) -lt "$start_seconds" ]; then
        starting=$((starting + 1))
      fi
    done
    [ "$starting" -ge "$at_once" ] || return 0
    pause 0.2
  done
}

java_for consumer
since=()
while read -r shard; do
  await_turn
  [ "$stopping" = 0 ] || break
  since[started]=$SECONDS
  start "$shard" "$run_folder/consumer-$shard.log" "${java[@]}" --shard "$shard" --share \
    ${stream_flags[@]+"${stream_flags[@]}"} ${consumer_flags[@]+"${consumer_flags[@]}"}
  link "$shard" "${pids[started - 1]}"
  say "consumer of $shard: process ${pids[started - 1]}, log $run_folder/consumer-$shard.log"
done <"$run_folder/shards"

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
      end_of "${pids[i]}"
      say "consumer of ${names[i]} ended with code $status: $(tail -n 1 "$run_folder/consumer-${names[i]}.log")"
      [ "$status" = 0 ] || code=$status
    fi
    i=$((i + 1))
  done
  [ "$left" -gt 0 ] || break
  pause 0.5
done
[ "$stopping" = 0 ] || code=0
stop_pids ${pids[@]+"${pids[@]}"}
trap - EXIT
exit "$code"
