#!/usr/bin/env bash
# Does YOUR consumer lose records? Runs it on local-kinesis, lets something happen to it, and says: docs/verify.md.
#
#   scripts/verify.sh [--scenario all | NAME[,NAME ...]] [--shards 4] [--rate 500] [--duration 60s] [--restart 3s] [--seed S]
#                     [--patience 60s] [--instances 1] [--leases] [--tell sink] [--exactly-once] [--in-order]
#                     [--output text|json | --json] [--junit FILE] [--report FOLDER] -- COMMAND ...
#   scripts/verify.sh --list
#
# Exits with 0, with 3 if records are lost, doubled or, with --in-order, out of order, or with 1 if nothing is proved. Ctrl-C ends it, with 130, and all
# that it has started. Builds what is missing or older than its sources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run_lab verify stopping "$@"
