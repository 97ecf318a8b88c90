#!/usr/bin/env bash
# Throws broken frames at a real ranking server while an honest consumer works, and prints what they did: nothing, if all
# is well. The same seed makes the same frames.
#   scripts/fuzz-socket.sh [--frames N (1000000)] [--seed S (1)]
set -euo pipefail
cd "$(dirname "$0")/.."

frames=1000000
seed=1
while [[ $# -gt 0 ]]; do
  case "$1" in
    --frames) frames="${2:?--frames needs a number}"; shift 2 ;;
    --seed) seed="${2:?--seed needs a number}"; shift 2 ;;
    --help | -h) sed -n '2,4s/^# //p' "$0"; exit 0 ;;
    *) echo "error: unknown argument $1: see --help" >&2; exit 2 ;;
  esac
done

exec mvn -q -B -pl ranking-server -am test -Dtest=SocketFuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dspotless.check.skip -Dfuzz.frames="$frames" -Dfuzz.seed="$seed"
