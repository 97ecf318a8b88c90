#!/usr/bin/env bash
# The whole suite in one command: a local Kinesis, the ranking server, one consumer per shard, orders and drivers.
#
#   scripts/demo.sh [--duration 60s] [--shards 7] [--rate 11.1] [--drivers 10] [--time-scale 10] [--http-port 8080]
#                   [--endpoint-url URL | --aws] [--stream-name NAME] [--no-limits] [--no-build]
#
#   --duration      how long to make orders; without it, until Ctrl-C
#   --http-port     where the page is; 0 for any free port, for a second demo beside the first
#   --endpoint-url  use this Kinesis (LocalStack, kinesis-local, ...) instead of starting local-kinesis
#   --aws           use the account and region of your AWS configuration. It costs: the stream stays, until you delete it
#                   with scripts/stream.sh delete
#   --no-limits     local-kinesis without the quotas of a real stream
#   --no-build      run the jars that are there. Without it, a jar that is missing or older than its sources is built
#
# At the end, and at Ctrl-C, it stops the producers, lets the rest drain, and prints the report. It exits with the
# audit's code: 0 if all is exact, 3 if it found loss or double counting, 1 if it could not prove either within a minute.
# Ctrl-C before the first order ends it with 130, and so does a second one while it drains.
# Logs and state are in target/demo/TIME-PROCESS, a folder a run; target/demo/latest is the newest.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

duration="" shards=7 rate=11.1 drivers=10 time_scale=10 http_port=8080 endpoint="" aws=0 limits="" build=1
stream=DeliveryStream

help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--duration --shards --rate --drivers --time-scale --http-port --endpoint-url --stream-name" \
    "--aws --no-limits --no-build" "$@"
  shift "$used"
  case $flag in
    --duration) need_duration "$flag" "$value" && duration=$value ;;
    --shards) need_whole "$flag" "$value" 1 500 && shards=$((10#$value)) ;;
    --rate) need_above_zero "$flag" "$value" 1000000 && rate=$value ;;
    --drivers) need_whole "$flag" "$value" 1 10000 && drivers=$((10#$value)) ;;
    --time-scale) need_above_zero "$flag" "$value" 1000 && time_scale=$value ;;
    --http-port) need_whole "$flag" "$value" 0 65535 && http_port=$((10#$value)) ;;
    --endpoint-url) need_url "$flag" "$value" && endpoint=$value ;;
    --stream-name) need_stream_name "$flag" "$value" && stream=$value ;;
    --aws) aws=1 ;;
    --no-limits) limits=--no-limits ;;
    --no-build) build=0 ;;
  esac
done
[ "$aws" = 0 ] || [ -z "$endpoint" ] || bad_usage "--aws and --endpoint-url exclude each other"
[ -z "$limits" ] || [ "$aws$endpoint" = 0 ] || bad_usage "--no-limits is for the local-kinesis that the demo starts"
if [ "$http_port" != 0 ] && (exec 3<>"/dev/tcp/127.0.0.1/$http_port") 2>/dev/null; then
  fail "cannot listen on port $http_port (something answers there, another demo?): stop it, or give another --http-port"
fi

# What ends the script from here on is said where it does. A command that Ctrl-C ends too is no reason.
set +e
hear_signals

modules="local-kinesis stream-admin ranking-server consumer producer-main producer-driver"
# shellcheck disable=SC2086 # a list of words
if [ "$build" = 1 ]; then build $modules; else need_built $modules; fi

new_run_folder "$root/target/demo"
logs=$run_folder

# check_running: if something died that should not, says so with its last words
check_running() {
  local i=0
  while [ "$i" -lt "$started" ]; do
    if ! is_running "${pids[i]}"; then
      [ "${pids[i]}" != "${1:-}" ] || { i=$((i + 1)) && continue; }
      local status
      end_of "${pids[i]}"
      say "error: ${names[i]} ended with code $status: $(tail -n 1 "$logs/${names[i]}.log")"
      [ "$status" != 0 ] || status=1
      exit "$status"
    fi
    i=$((i + 1))
  done
}

# await_line FILE: waits until a program has printed its first line, and sets line to that
await_line() {
  local tries=0
  until [ -s "$1" ] && IFS= read -r line <"$1"; do
    check_running
    exit_if_stopping
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "nothing in $1 after a minute"
    pause 0.1
  done
}

launch() {
  local name=$1 module=$2
  shift 2
  # shellcheck disable=SC2086 # options are words
  start "$name" "$logs/$name.log" java $java_options -jar "$(jar "$module")" "$@"
}

# admin FLAG...: stream-admin, in the words of a script that stops with it
admin() {
  local command=$1
  shift
  # shellcheck disable=SC2086 # options are words
  run_until stopping java $java_options -jar "$(jar stream-admin)" "$command" "$@" "${flags[@]}" >"$logs/$command.out"
  local code=$?
  exit_if_stopping
  [ "$code" = 0 ] || exit "$code"
}

# get PATH: sets answer to that of a GET on the ranking server, without needing curl
get() {
  answer=""
  { exec 3<>"/dev/tcp/127.0.0.1/$http_port"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3 2>/dev/null
  IFS= read -r -d '' -t 5 answer <&3
  exec 3>&-
}

# number PATTERN: the number that follows it in the answer, or a question mark
number() {
  local form="$1([0-9]+)"
  if [[ $answer =~ $form ]]; then printf '%s' "${BASH_REMATCH[1]}"; else printf '?'; fi
}

progress() {
  get /api/ranking || return 0
  say "$(date +%H:%M:%S)  created $(number '"created":[{]"orders":')  assigned $(number '"assigned":[{]"orders":')  completed $(
    number '"completed":[{]"orders":'
  )  missing $(number '"inFlight":[0-9]+,"missing":')"
}

# 1. The stream, and the server that ranks it.
launch ranking-server ranking-server --port 0 --http-port "$http_port" --stream-name "$stream" \
  --state-dir "$logs/state"
if [ "$aws" = 0 ] && [ -z "$endpoint" ]; then
  # shellcheck disable=SC2086 # empty, or one flag
  # It keeps 24 hours of records: the last -Xmx wins.
  java_options="$java_options -Xmx1g" launch local-kinesis local-kinesis --port 0 --stream "$stream:$shards" $limits
  await_line "$logs/local-kinesis.log.out"
  endpoint=${line##* }
  seq 0 $((shards - 1)) >"$logs/shards.out"
fi
flags=(--stream-name "$stream")
if [ "$aws" = 0 ]; then
  flags=("${flags[@]}" --endpoint-url "$endpoint")
fi
if [ ! -f "$logs/local-kinesis.log" ]; then
  admin create --shards "$shards" --if-missing --wait
  admin shards
fi
await_line "$logs/ranking-server.log.out"
server=${line#*listening on }
server=${server%%,*}
page=${line##* }
http_port=${page##*:}
http_port=${http_port%/}

# 2. Everyone else at once.
exit_if_stopping
while read -r shard; do
  launch "consumer-$shard" consumer --shard "$shard" --server "$server" "${flags[@]}"
done <"$logs/shards.out"
launch producer-main producer-main --rate "$rate" "${flags[@]}" ${duration:+--duration "$duration"}
producer_main=${pids[started - 1]}
launch producer-driver producer-driver --drivers "$drivers" --time-scale "$time_scale" "${flags[@]}"
producer_driver=${pids[started - 1]}
say "stream $stream at ${endpoint:-AWS}, page on $page"
say "logs in $logs, Ctrl-C to stop"

# 3. Until the orders end, or Ctrl-C.
ticks=0
while [ "$stopping" = 0 ] && is_running "$producer_main"; do
  check_running "$producer_main"
  [ $((ticks % 10)) != 9 ] || progress
  ticks=$((ticks + 1))
  pause 0.5
done
if [ "$stopping" = 0 ]; then
  end_of "$producer_main"
  [ "$status" = 0 ] || fail "producer-main ended with code $status: $(tail -n 1 "$logs/producer-main.log")"
fi

# 4. Stop the sources, let the rest drain, report.
say "stopping the producers, and letting the rest drain; Ctrl-C again to end at once ..."
stop_pids "$producer_main" "$producer_driver"
if [ "$stopping" != 0 ] && ! grep -q '[1-9][0-9]* orders made' "$logs/producer-main.log"; then
  say "stopped before the first order: nothing to report"
  exit "$stopping"
fi
code=0
# shellcheck disable=SC2086 # options are words
run_until impatient java $java_options -jar "$(jar stream-admin)" audit --server "127.0.0.1:$http_port" --closed \
  --wait 60s || code=$?
stop_all
trap - EXIT
if [ -f "$logs/local-kinesis.log" ]; then
  printf 'local-kinesis %s\n' "$(tail -n 1 "$logs/local-kinesis.log" | sed 's/.*stopped: //')"
fi
[ "$aws" = 0 ] || say "the stream $stream costs until you delete it: scripts/stream.sh delete ${flags[*]}"
exit "$code"
