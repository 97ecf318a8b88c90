#!/usr/bin/env bash
# An experiment with the whole suite on a local Kinesis with the quotas of AWS: a short story with figures. It exits
# with 1 if one of its claims fails. Builds what is missing.
#
#   scripts/experiment.sh routing|capacity|hot-shard|reshard|kill-consumer|kill-server|put-timeout [--short]
#   scripts/experiment.sh churn [--operations 100] [--seed S] [--rate 2000] [--endpoint-url URL] [--short]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build_missing experiments local-kinesis stream-admin ranking-server consumer producer-main producer-driver
# shellcheck disable=SC2086 # options are words
exec java $java_options -jar "$(jar experiments)" --suite "$root" "$@"
