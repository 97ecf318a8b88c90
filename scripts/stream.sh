#!/usr/bin/env bash
# stream-admin from anywhere, built if missing: scripts/stream.sh create --shards 7 --wait
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build_missing stream-admin
# shellcheck disable=SC2086 # options are words
exec java $java_options -jar "$(jar stream-admin)" "$@"
