#!/usr/bin/env bash
# An experiment with the whole suite on a local Kinesis with the quotas of AWS: a short story with figures. It exits
# with 1 if one of its claims fails, and with 130 after Ctrl-C. Builds what is missing or older than its sources.
#
#   scripts/experiment.sh routing|capacity|hot-shard|reshard|kill-consumer|kill-server|put-timeout [--short]
#   scripts/experiment.sh churn [--operations 100] [--seed S] [--rate 2000] [--endpoint-url URL] [--short]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

experiments="routing capacity hot-shard reshard kill-consumer kill-server put-timeout churn"
experiment="" of_churn=""

more_help() { help_of experiments java -jar "$(jar experiments)"; }

help_if_asked "$@"
arguments=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    -*) ;;
    *)
      [ -z "$experiment" ] || bad_usage "one experiment at a time, not $experiment and $1"
      experiment=$1
      shift
      continue
      ;;
  esac
  next_flag "--operations --seed --rate --endpoint-url" "--short" "$@"
  shift "$used"
  case $flag in
    --operations) need_whole "$flag" "$value" 1 1000000 ;;
    --seed) need_long "$flag" "$value" ;;
    --rate) need_whole "$flag" "$value" 1 1000000 ;;
    --endpoint-url) need_url "$flag" "$value" ;;
  esac
  [ "$flag" = --short ] || of_churn=$flag
done
[ -n "$experiment" ] || bad_usage "name an experiment: ${experiments// /, }"
case " $experiments " in
  *" $experiment "*) ;;
  *) bad_usage "no experiment '$experiment'; there are ${experiments// /, }" ;;
esac
[ -z "$of_churn" ] || [ "$experiment" = churn ] || bad_usage "$of_churn is for churn, not for $experiment"

set +e
hear_signals
build experiments local-kinesis stream-admin ranking-server consumer producer-main producer-driver
# shellcheck disable=SC2086 # options are words
run_until stopping java $java_options -jar "$(jar experiments)" --suite "$root" "${arguments[@]}"
