#!/usr/bin/env bash
# Plants bugs in positions, de-duplication, window, ranking, audit and snapshots, one at a time, and looks whether a unit
# test notices (PIT). Fails if fewer than 85% of them are noticed. Reports: <module>/target/pit-reports/index.html
#
#   scripts/mutation.sh [flags of Maven]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
  -h | --help)
    sed -n '2,5p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
    exit 0
    ;;
esac
command -v mvn >/dev/null || fail "no mvn on the path"
out=$(mktemp)
trap 'rm -f "$out"' EXIT
code=0
(cd "$root" && mvn -B -ntp -Pmutation -pl common-model,ranking-server -am process-test-classes "$@") >"$out" 2>&1 || code=$?
grep -E '^>> (Generated [0-9]+ mutations|Line Coverage)|Mutation score|^\[ERROR\]' "$out" || cat "$out"
exit "$code"
