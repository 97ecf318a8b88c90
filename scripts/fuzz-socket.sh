#!/usr/bin/env bash
# Throws broken frames at a real ranking server while an honest consumer works, and prints what they did: nothing, if all
# is well. The same seed makes the same frames.
#
#   scripts/fuzz-socket.sh [--frames 1000000] [--seed 1]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

frames=1000000
seed=1

help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--frames --seed" "" "$@"
  shift "$used"
  case $flag in
    --frames) need_whole "$flag" "$value" 1 999999999 && frames=$whole ;;
    --seed) need_long "$flag" "$value" && seed=$value ;;
  esac
done

set +e
need_maven
hear_signals
run_until stopping mvn -q -B -f "$root/pom.xml" -pl ranking-server -am test -Dtest=SocketFuzzTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dmaven.test.redirectTestOutputToFile=false -Dspotless.check.skip \
  -Dfuzz.frames="$frames" -Dfuzz.seed="$seed"
