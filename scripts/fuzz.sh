#!/usr/bin/env bash
# Lets Jazzer look for bytes that break what reads them, guided by what the code does with them. What it finds is kept beside
# the corpus (src/test/resources, a file crash-...), and then fails with the other tests until it is mended.
#
#   scripts/fuzz.sh [--target decoder|aggregates|frames|json|cbor|requests|all] [--seconds 60]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

targets="decoder aggregates frames json cbor requests"
target=all
seconds=60

help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--target --seconds" "" "$@"
  shift "$used"
  case $flag in
    --target) need_word "$flag" "$value" "$targets all" && target=$value ;;
    --seconds) need_whole "$flag" "$value" 1 999999 && seconds=$whole ;;
  esac
done

# Jazzer takes one test at a time.
fuzz() {
  say "fuzzing $1 for $seconds s"
  JAZZER_FUZZ=1 run_until stopping mvn -q -B -f "$root/pom.xml" -pl "$2" -am test "-Dtest=$3" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip "-Djazzer.max_duration=${seconds}s"
}

need_maven
hear_signals
[ "$target" != all ] || target=$targets
failed=""
for each in $target; do
  case $each in
    decoder) fuzz "$each" common-model EventDecoderFuzzTest || failed="$failed $each" ;;
    aggregates) fuzz "$each" common-model AggregatedRecordFuzzTest || failed="$failed $each" ;;
    frames) fuzz "$each" common-model FramesFuzzTest || failed="$failed $each" ;;
    json) fuzz "$each" local-kinesis 'PutsFuzzTest#jsonMeans*' || failed="$failed $each" ;;
    cbor) fuzz "$each" local-kinesis 'PutsFuzzTest#cborMeans*' || failed="$failed $each" ;;
    requests) fuzz "$each" local-kinesis 'PutsFuzzTest#aRequest*' || failed="$failed $each" ;;
  esac
  exit_if_stopping
done
[ -z "$failed" ] || fail "bytes were found that break:$failed; they are kept as crash-... in src/test/resources"
say "nothing was found"
