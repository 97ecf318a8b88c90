#!/usr/bin/env bash
# Asks osv.dev (Open Source Vulnerabilities) about everything that the programs are shipped with, and prints what it knows.
# Sends names and versions of public artifacts, and nothing else. Exits with 0 if nothing is known, 1 if something is, and 4 if it
# could not be asked: then nothing was checked.
#
#   scripts/vulnerabilities.sh [--url https://api.osv.dev]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

url=https://api.osv.dev
programs="local-kinesis stream-admin producer-main producer-driver consumer consumer-fleet ranking-server"

help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--url" "" "$@"
  shift "$used"
  case $flag in
    --url) need_url "$flag" "$value" && url=$value ;;
  esac
done

need_java
for program in $programs; do
  [ -f "$(jar "$program")" ] || fail "$(jar "$program") is not built: mvn package -DskipTests"
done
# What is in a jar says the jar itself.
exec java "$root/scripts/Vulnerabilities.java" "$url" $(for program in $programs; do jar "$program"; echo; done)
