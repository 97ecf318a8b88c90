#!/usr/bin/env bash
# Figures about the whole suite, measured on this machine. Run it on an idle one.
#
#   scripts/measure.sh startup [RUNS]            seconds from the start of demo.sh to the first ranked order (5 runs)
#   scripts/measure.sh throughput [RATE] [TIME]  can the path hold RATE orders/s (5000) for TIME (60s), without limits?
#   scripts/measure.sh page                      in a real Chromium: put to pixel, frames/s, first paint; and what 100 readers cost
#
# Builds what is missing or older than its sources, before the clock starts.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
what=${1:-}
case $what in
  startup)
    [ $# -le 2 ] || bad_usage "startup takes a number of runs, and nothing more"
    need_whole RUNS "${2:-5}" 1 1000
    ;;
  throughput)
    [ $# -le 3 ] || bad_usage "throughput takes a rate and a time, and nothing more"
    need_whole RATE "${2:-5000}" 1 1000000
    case ${3:-60s} in
      *[!0-9s]* | s) bad_usage "TIME $3 is not in seconds, such as 60s" ;;
      *s) need_whole TIME "$(t=${3:-60s} && printf '%s' "${t%s}")" 1 86400 ;;
      *) bad_usage "TIME $3 is not in seconds, such as 60s" ;;
    esac
    ;;
  page) [ $# -le 1 ] || bad_usage "page takes nothing more" ;;
  "") bad_usage "name what to measure: startup, throughput or page" ;;
  *) bad_usage "'$what' is none of startup, throughput and page" ;;
esac
need_whole DELIVERY_MEASURE_PORT "${DELIVERY_MEASURE_PORT:-18080}" 1 65535
port=${DELIVERY_MEASURE_PORT:-18080}
demo=$root/scripts/demo.sh

set +e
hear_signals
out=$(mktemp -d)
trap 'stop_all; rm -rf "$out"' EXIT

now_ms() { date +%s%3N; }

created_orders() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
    printf 'GET /api/ranking HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    cat <&3
  ) 2>/dev/null | tr -d '\n' | sed -n 's/.*"created":{"orders":\([0-9]*\).*/\1/p'
}

startup() {
  local runs=${1:-5} run=0 begin orders demo_pid status
  while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    begin=$(now_ms)
    start demo "$out/demo" "$demo" --no-build --http-port "$port"
    demo_pid=${pids[started - 1]}
    while :; do
      exit_if_stopping
      orders=$(created_orders)
      [ "${orders:-0}" = 0 ] || break
      is_running "$demo_pid" || fail "the demo ended: $(tail -n 1 "$out/demo")"
      pause 0.05
    done
    printf '%s\n' "$(($(now_ms) - begin))" >>"$out/startup"
    say "run $run: $(tail -n 1 "$out/startup") ms"
    kill -TERM "$demo_pid"
    while is_running "$demo_pid"; do pause 0.2; done
    end_of "$demo_pid"
    exit_if_stopping
    [ "$status" = 0 ] || fail "the demo ended with code $status: $(tail -n 1 "$out/demo")"
  done
  sort -n "$out/startup" | awk '{ms[NR]=$1} END {printf "start to first ranked order: median %.1f s, min %.1f, max %.1f (%d runs)\n",
    ms[int((NR+1)/2)]/1000, ms[1]/1000, ms[NR]/1000, NR}'
}

throughput() {
  local rate=${1:-5000} time=${2:-60s} seconds begin code=0 created
  seconds=${time%s}
  begin=$(now_ms)
  run_until stopping "$demo" --no-build --no-limits --demand uniform --rate "$rate" --duration "$time" --http-port "$port" >"$out/report" ||
    code=$?
  cat "$out/report"
  exit_if_stopping
  created=$(sed -n 's/^created *\([0-9]*\) .*/\1/p' "$out/report")
  printf 'asked %s orders, created %s (%s%%), exit code %s, %s s in all\n' "$((rate * seconds))" "${created:-0}" \
    "$((100 * ${created:-0} / (rate * seconds)))" "$code" "$((($(now_ms) - begin) / 1000))"
  return "$code"
}

page() {
  need_maven
  run_until stopping mvn -q -B -f "$root/pom.xml" verify -pl lab/integration-tests -am -Dtest=None \
    -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=PageSpeed -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dmaven.test.redirectTestOutputToFile=false
}

build experiments local-kinesis stream-admin ranking-server consumer producer-main producer-driver
"$@"
