#!/usr/bin/env bash
# Figures about the whole suite, measured on this machine. Run it on an idle one.
#
#   scripts/measure.sh throughput [RATE] [TIME]  can the path hold RATE orders/s (5000) for TIME (60s), without limits?
#   scripts/measure.sh page                      in a real Chromium: put to pixel, frames/s, first paint; and what 100 readers cost
#
# Builds what is missing or older than its sources, before the clock starts.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
what=${1:-}
case $what in
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
  "") bad_usage "name what to measure: throughput or page" ;;
  *) bad_usage "'$what' is neither throughput nor page" ;;
esac
need_whole DELIVERY_MEASURE_PORT "${DELIVERY_MEASURE_PORT:-18080}" 1 65535
port=${DELIVERY_MEASURE_PORT:-18080}
demo=$root/scripts/demo.sh

set +e
hear_signals
out=$(mktemp -d)
trap 'stop_all; rm -rf "$out"' EXIT

now_ms() { date +%s%3N; }

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
