#!/usr/bin/env bash
# The whole suite in one command: a local Kinesis, the ranking server, one consumer per shard, orders and drivers.
#
#   scripts/demo.sh [--duration 60s] [--shards 7] [--rate 11.1] [--drivers 10] [--time-scale 10] [--http-port 8080]
#                   [--endpoint-url URL | --aws] [--stream-name NAME] [--no-limits] [--no-build]
#
# At the end, and at Ctrl-C, it stops the producers, lets the rest drain, and prints the report; a second Ctrl-C ends it
# at once. Builds what is missing or older than its sources, unless --no-build.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Said again in Java, for all platforms; here too, since a newcomer's slip must not wait for the first build.
more_help() { lab_help demo; }
help_if_asked "$@"
arguments=("$@")
while [ $# -gt 0 ]; do
  next_flag "--duration --shards --rate --drivers --time-scale --http-port --endpoint-url --stream-name" \
    "--aws --no-limits --no-build" "$@"
  shift "$used"
  case $flag in
    --duration) need_duration "$flag" "$value" ;;
    --shards) need_whole "$flag" "$value" 1 500 ;;
    --rate) need_above_zero "$flag" "$value" 1000000 ;;
    --drivers) need_whole "$flag" "$value" 1 10000 ;;
    --time-scale) need_above_zero "$flag" "$value" 1000 ;;
    --http-port) need_whole "$flag" "$value" 0 65535 ;;
    --endpoint-url) need_url "$flag" "$value" ;;
    --stream-name) need_stream_name "$flag" "$value" ;;
  esac
done

run_lab demo impatient ${arguments[@]+"${arguments[@]}"}
