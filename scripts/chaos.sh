#!/usr/bin/env bash
# Real processes, killed with kill -9 at random moments under load, and an oracle that reads the whole stream and judges.
#
#   scripts/chaos.sh [--kills 50] [--seed S] [--targets server,consumer,producer,driver | all] [--pause 2s] [--shards 7]
#                    [--rate 100] [--fault FAULT ...] [--stall 30s] [--zombies N] [--trouble 8s] [--in-memory]
#                    [--report FILE] [--endpoint-url URL] [--stream-name NAME]
#                    [--output text|json | --json]
#
# Exits with 0, or with 3 if anything was lost or counted twice. Ctrl-C ends it, with 130, and all that it has started.
# Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run_lab chaos stopping "$@"
