#!/usr/bin/env bash
# Figures about the whole suite, measured on this machine. Run it on an idle one.
#
#   scripts/measure.sh startup [RUNS]            seconds from the start of demo.sh --no-build to the first ranked order
#   scripts/measure.sh throughput [RATE] [TIME]  can the path hold RATE orders/s (5000) for TIME (60s), without limits?
#   scripts/measure.sh page                      in a real Chromium: put to pixel, frames/s, first paint; and what 100 readers cost
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

demo=$root/scripts/demo.sh
port=${DELIVERY_MEASURE_PORT:-18080}
demo_pid=""
out=$(mktemp -d)
trap '[ -z "$demo_pid" ] || { kill -INT "$demo_pid" 2>/dev/null; wait "$demo_pid" 2>/dev/null; } || true; rm -rf "$out"' EXIT

usage() { sed -n '2,6p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; }

now_ms() { date +%s%3N; }

created_orders() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
    printf 'GET /api/ranking HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    cat <&3
  ) 2>/dev/null | tr -d '\n' | sed -n 's/.*"created":{"orders":\([0-9]*\).*/\1/p'
}

startup() {
  local runs=${1:-5} run begin orders
  for run in $(seq "$runs"); do
    begin=$(now_ms)
    # Its own process group's Ctrl-C, so that we can end it as a user would.
    set -m
    "$demo" --no-build --http-port "$port" >"$out/demo.out" 2>"$out/demo.err" &
    demo_pid=$!
    set +m
    while :; do
      orders=$(created_orders || true)
      [ "${orders:-0}" = 0 ] || break
      kill -0 "$demo_pid" 2>/dev/null || fail "the demo ended: $(tail -n 1 "$out/demo.err")"
      sleep 0.05
    done
    printf '%s\n' "$(($(now_ms) - begin))" >>"$out/startup"
    say "run $run: $(tail -n 1 "$out/startup") ms"
    kill -INT "$demo_pid"
    wait "$demo_pid" || fail "the demo ended with code $?"
    demo_pid=""
  done
  sort -n "$out/startup" | awk '{ms[NR]=$1} END {printf "start to first ranked order: median %.1f s, min %.1f, max %.1f (%d runs)\n",
    ms[int((NR+1)/2)]/1000, ms[1]/1000, ms[NR]/1000, NR}'
}

throughput() {
  local rate=${1:-5000} time=${2:-60s} seconds begin code=0 created
  seconds=${time%s}
  begin=$(now_ms)
  "$demo" --no-build --no-limits --rate "$rate" --duration "$time" --http-port "$port" | tee "$out/report" || code=$?
  created=$(sed -n 's/^created *\([0-9]*\) .*/\1/p' "$out/report")
  printf 'asked %s orders, created %s (%s%%), exit code %s, %s s in all\n' "$((rate * seconds))" "${created:-0}" \
    "$((100 * ${created:-0} / (rate * seconds)))" "$code" "$((($(now_ms) - begin) / 1000))"
  return "$code"
}

page() {
  (cd "$root" && mvn -q -B verify -pl integration-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test=PageSpeed -Dfailsafe.failIfNoSpecifiedTests=false)
}

need_built local-kinesis stream-admin ranking-server consumer producer-main producer-driver
case ${1:-} in
  startup | throughput | page) "$@" ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
