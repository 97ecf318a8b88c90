#!/usr/bin/env bash
# An experiment with the whole suite on a local Kinesis with the quotas of AWS: a short story with figures. It exits
# with 1 if one of its claims fails, and with 130 after Ctrl-C. Builds what is missing or older than its sources.
#
#   scripts/experiment.sh routing|capacity|hot-shard|reshard|kill-consumer|kill-server|put-timeout [--short]
#   scripts/experiment.sh churn [--operations 100] [--seed S] [--rate 2000] [--endpoint-url URL] [--short]
#   scripts/experiment.sh fleet [--rounds 5] [--failover 2s] [--short]
#   Each also takes [--output text|json | --json].
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run_lab experiment stopping "$@"
