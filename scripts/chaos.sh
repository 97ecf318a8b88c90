#!/usr/bin/env bash
# Real processes, killed with kill -9 at random moments under load, and an oracle that reads the whole stream and judges.
#
#   scripts/chaos.sh [--kills 50] [--seed S] [--targets server,consumer,producer,driver | all] [--help]
#
# Exits with 0, or with 3 if anything was lost or counted twice. Ctrl-C ends it and all that it has started.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tests=$root/integration-tests/target
build_missing local-kinesis stream-admin ranking-server consumer producer-main producer-driver
if [ ! -f "$tests/test-classpath" ]; then
  say "building integration-tests ..."
  (cd "$root" && mvn -q -B -DskipTests -pl integration-tests -am package >&2) || fail "the build failed"
fi
# shellcheck disable=SC2086 # options are words
exec java $java_options -Xmx512m -Dbasedir="$root/integration-tests" \
  -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener \
  -cp "$tests/test-classes:$(cat "$tests/test-classpath")" delivery.it.Chaos "$@"
