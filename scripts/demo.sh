#!/usr/bin/env bash
# The whole suite in one command: a local Kinesis, the ranking server, one consumer per shard, orders and drivers.
#
#   scripts/demo.sh [--duration 60s] [--shards 7] [--rate 11.1] [--drivers 10] [--time-scale 10] [--http-port 8080]
#                   [--endpoint-url URL | --aws] [--stream-name NAME] [--no-limits] [--no-build]
#
#   --duration      how long to make orders; without it, until Ctrl-C
#   --endpoint-url  use this Kinesis (LocalStack, kinesis-local, ...) instead of starting local-kinesis
#   --aws           use the account and region of your AWS configuration. It costs: the stream stays, until you delete it
#                   with scripts/stream.sh delete
#   --no-limits     local-kinesis without the quotas of a real stream
#   --no-build      fail if a jar is missing, rather than build it
#
# At the end, and at Ctrl-C, it stops the producers, lets the rest drain, and prints the report. It exits with 0, or
# with 3 if the audit found loss or double counting. Logs are in target/demo.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

duration="" shards=7 rate=11.1 drivers=10 time_scale=10 http_port=8080 endpoint="" aws=0 limits="" build=1
stream=DeliveryStream

usage() { sed -n '2,/^set -/p' "${BASH_SOURCE[0]}" | sed '$d' | sed 's/^# \{0,1\}//'; }

bad_usage() {
  say "error: $*"
  say "try 'scripts/demo.sh --help'"
  exit 2
}

while [ $# -gt 0 ]; do
  flag=$1
  case $flag in
    --*=*)
      value=${flag#*=}
      flag=${flag%%=*}
      shift
      ;;
    --duration | --shards | --rate | --drivers | --time-scale | --http-port | --endpoint-url | --stream-name)
      [ $# -ge 2 ] || bad_usage "$flag needs a value"
      value=$2
      shift 2
      ;;
    *)
      value=""
      shift
      ;;
  esac
  case $flag in
    -h | --help) usage && exit 0 ;;
    --duration) duration=$value ;;
    --shards) shards=$value ;;
    --rate) rate=$value ;;
    --drivers) drivers=$value ;;
    --time-scale) time_scale=$value ;;
    --http-port) http_port=$value ;;
    --endpoint-url) endpoint=$value ;;
    --stream-name) stream=$value ;;
    --aws) aws=1 ;;
    --no-limits) limits=--no-limits ;;
    --no-build) build=0 ;;
    *) bad_usage "unknown flag $flag" ;;
  esac
done

case $duration in
  "" | *[0-9]s | *[0-9]m | *[0-9]h | *[0-9]ms) ;;
  *) bad_usage "--duration $duration is not a duration such as 60s or 10m" ;;
esac
case $shards in
  "" | *[!0-9]* | 0*) bad_usage "--shards $shards is not a whole number above 0" ;;
esac
[ "$aws" = 0 ] || [ -z "$endpoint" ] || bad_usage "--aws and --endpoint-url exclude each other"

modules="local-kinesis stream-admin ranking-server consumer producer-main producer-driver"
# shellcheck disable=SC2086 # a list of words
if [ "$build" = 1 ]; then build_missing $modules; else need_built $modules; fi

logs=$root/target/demo
rm -rf "$logs"
mkdir -p "$logs"

stopping=0
trap 'stopping=1' INT TERM HUP
trap stop_all EXIT

# check_running: if something died that should not, says so with its last words
check_running() {
  local i=0
  while [ "$i" -lt "$started" ]; do
    if ! is_running "${pids[i]}"; then
      local status=0
      { wait "${pids[i]}"; } 2>/dev/null || status=$?
      say "error: ${names[i]} ended with code $status: $(tail -n 1 "$logs/${names[i]}.log")"
      [ "$status" != 0 ] || status=1
      exit "$status"
    fi
    i=$((i + 1))
  done
}

# await_line FILE: waits until a program has printed its first line, and prints that
await_line() {
  local tries=0
  until [ -s "$1" ] && [ "$(wc -l <"$1")" -ge 1 ]; do
    check_running
    [ "$stopping" = 0 ] || exit 0
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "nothing in $1 after a minute"
    sleep 0.1
  done
  line=$(head -n 1 "$1")
}

launch() {
  local name=$1 module=$2
  shift 2
  # shellcheck disable=SC2086 # options are words
  start "$name" "$logs/$name.log" java $java_options -jar "$(jar "$module")" "$@"
}

# get PATH: the body of a GET on the ranking server, without needing curl
get() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$http_port" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
    cat <&3
  ) 2>/dev/null
}

# number TEXT PATTERN: the first number that follows the pattern in the text, or 0
number() { printf '%s' "$1" | tr -d '\n' | sed -n "s/.*$2\([0-9][0-9]*\).*/\1/p"; }

progress() {
  local json created completed missing
  json=$(get /api/ranking) || return 0
  created=$(number "$json" '"created":{"orders":')
  assigned=$(number "$json" '"assigned":{"orders":')
  completed=$(number "$json" '"completed":{"orders":')
  missing=$(number "$json" '"inFlight":[0-9]*,"missing":')
  say "$(date +%H:%M:%S)  created ${created:-?}  assigned ${assigned:-?}  completed ${completed:-?}  missing ${missing:-?}"
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
  shard_ids=$(seq 0 $((shards - 1)))
fi
flags=(--stream-name "$stream")
if [ "$aws" = 0 ]; then
  flags=("${flags[@]}" --endpoint-url "$endpoint")
fi
if [ -z "${shard_ids:-}" ]; then
  run_jar stream-admin create --shards "$shards" --if-missing --wait "${flags[@]}" >"$logs/create.out" || exit $?
  shard_ids=$(run_jar stream-admin shards "${flags[@]}") || exit $?
fi
await_line "$logs/ranking-server.log.out"
server=${line#*listening on }
server=${server%%,*}
page=${line##* }
http_port=${page##*:}
http_port=${http_port%/}

# 2. Everyone else at once.
for shard in $shard_ids; do
  launch "consumer-$shard" consumer --shard "$shard" --server "$server" "${flags[@]}"
done
launch producer-main producer-main --rate "$rate" "${flags[@]}" ${duration:+--duration "$duration"}
producer_main=${pids[started - 1]}
launch producer-driver producer-driver --drivers "$drivers" --time-scale "$time_scale" "${flags[@]}"
producer_driver=${pids[started - 1]}
say "stream $stream at ${endpoint:-AWS}, page on $page"
say "logs in $logs, Ctrl-C to stop"

# 3. Until the orders end, or Ctrl-C.
ticks=0
while [ "$stopping" = 0 ] && is_running "$producer_main"; do
  i=0
  while [ "$i" -lt "$started" ]; do
    [ "${pids[i]}" = "$producer_main" ] || is_running "${pids[i]}" || check_running
    i=$((i + 1))
  done
  [ $((ticks % 10)) != 9 ] || progress
  ticks=$((ticks + 1))
  sleep 0.5
done
if [ "$stopping" = 0 ]; then
  status=0
  wait "$producer_main" || status=$?
  [ "$status" = 0 ] || fail "producer-main ended with code $status: $(tail -n 1 "$logs/producer-main.log")"
fi

# 4. Stop the sources, let the rest drain, report.
trap '' INT
say "stopping the producers ..."
stop_pids "$producer_main" "$producer_driver"
code=0
run_jar stream-admin audit --server "127.0.0.1:$http_port" --closed --wait 60s || code=$?
stop_all
trap - EXIT
if [ -f "$logs/local-kinesis.log" ]; then
  printf 'local-kinesis %s\n' "$(tail -n 1 "$logs/local-kinesis.log" | sed 's/.*stopped: //')"
fi
[ "$aws" = 0 ] || say "the stream $stream costs until you delete it: scripts/stream.sh delete ${flags[*]}"
exit "$code"
