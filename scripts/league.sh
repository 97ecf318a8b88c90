#!/usr/bin/env bash
# Has ./delivery verify try public consumers of Kinesis, each configured as its own documentation says, and writes
# docs/league.md. Needs Maven, Node with npm, python3 with boto3, and time: a scenario takes half a minute and more.
#
#   scripts/league.sh [--consumers kcl-3,camel] [--scenarios all|split,kill,...]
#   scripts/league.sh --document      writes the document from the reports in target/league, without a run
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
case " $* " in
  *" --document "*) ;;
  *)
    need_maven
    "$root/delivery" verify --list >/dev/null # which builds it
    mvn -B -ntp -q -f "$root/pom.xml" package -DskipTests -pl consumer,ranking-server -am
    mvn -B -ntp -q -f "$root/lab/league/pom.xml" package
    npm install --prefix "$root/lab/interop-tests" --no-package-lock --no-audit --no-fund
    npm install --prefix "$root/lab/league/lifion" --no-package-lock --no-audit --no-fund
    ;;
esac
exec python3 "$root/lab/league/league.py" "$@"
