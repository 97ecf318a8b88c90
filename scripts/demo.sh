#!/usr/bin/env bash
# The whole suite in one command: a local Kinesis, the ranking server, one consumer per shard, orders and drivers.
#
#   scripts/demo.sh [--duration 60s] [--shards 7] [--rate 11.1] [--demand city|uniform|FILE] [--drivers 100]
#                   [--processes many|few | --fleet N] [--time-scale 10] [--http-port 8080]
#                   [--endpoint-url URL | --aws] [--stream-name NAME] [--no-limits] [--no-build] [--routing WAY]
#                   [--record FILE] [--record-every 500ms]
#                   [--output text|json | --json]
#
# At the end, and at Ctrl-C, it stops the producers, lets the rest drain, and prints the report; a second Ctrl-C ends it
# at once. Builds what is missing or older than its sources, unless --no-build.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run_lab demo impatient "$@"
