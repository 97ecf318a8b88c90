#!/usr/bin/env bash
# stream-admin from anywhere, built if it is missing or older than its sources.
#
#   scripts/stream.sh create --shards 7 --wait
#   scripts/stream.sh describe | shards | split | merge | scale | wait | delete | plan | tail | audit | dead-letters
#   scripts/stream.sh COMMAND --help
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

more_help() { help_of stream-admin java -jar "$(jar stream-admin)"; }

case ${1:-} in
  "") bad_usage "name a subcommand" ;;
  -h | --help) help_if_asked "$1" ;;
esac
hear_signals
build stream-admin
trap - EXIT
java_for stream-admin
exec "${java[@]}" "$@"
