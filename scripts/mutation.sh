#!/usr/bin/env bash
# Plants bugs in positions, de-duplication, window, ranking, audit and snapshots, one at a time, and looks whether a unit
# test notices (PIT). Fails if fewer than 85% of them are noticed. Reports: <module>/target/pit-reports/index.html
#
#   scripts/mutation.sh [flags of Maven]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
set +e
need_maven
hear_signals
out=$(mktemp)
trap 'stop_all; rm -f "$out"' EXIT
code=0
run_until stopping mvn -B -ntp -f "$root/pom.xml" -Pmutation -pl common-model,ranking-server -am process-test-classes \
  "$@" >"$out" 2>&1 || code=$?
exit_if_stopping
grep -E '^>> (Generated [0-9]+ mutations|Line Coverage)|Mutation score|^\[ERROR\]' "$out" || cat "$out"
exit "$code"
