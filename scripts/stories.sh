#!/usr/bin/env bash
# Records the stories of docs/stories anew, each from a real demo on this machine, to which is done what its page can do.
# Needs curl, and some minutes in which the machine has nothing else to do.
#
#   scripts/stories.sh [--only split|all-killed|hot-shard] [--no-build]
#   scripts/stories.sh --site DIR            puts page and stories into a folder, for any static web server
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

stories="split all-killed hot-shard"
only="" site="" building=()
help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--only --site" "--no-build" "$@"
  shift "$used"
  case $flag in
    --only) need_word "$flag" "$value" "$stories" && only=$value ;;
    --site) site=$value ;;
    --no-build) building=(--no-build) ;;
  esac
done
[ -z "$only" ] || [ -z "$site" ] || bad_usage "--only and --site exclude each other"

if [ -n "$site" ]; then
  for story in $stories; do
    "$root/delivery" replay "$root/docs/stories/$story.ndjson" --site "$site"
  done
  exit 0
fi

command -v curl >/dev/null || fail "no curl on the path: install it"
hear_signals
folder=$(mktemp -d)

# begin STORY FLAG...: starts its demo, and waits for its page
begin() {
  local story=$1
  shift
  say "$story ..."
  film=$folder/$story.ndjson
  start "$story" "$folder/$story" "$root/scripts/demo.sh" --http-port 0 --record "$film" --record-every 1s ${building[@]+"${building[@]}"} "$@"
  demo=${pids[started - 1]}
  await_word "$demo" "$folder/$story" "to hurt it, open"
  link=$(sed -n 's/^to hurt it, open //p' "$folder/$story")
  [ -n "$link" ] || fail "the demo of $story has not started: look at $folder/$story"
  page=${link%%/#*}
  launcher=$(curl -fsS "$page/api/launcher" | sed 's/.*"url":"\([^"]*\)".*/\1/')
}

# hurt FAULT: as the button of this name
hurt() {
  curl -fsS -o /dev/null -H "Origin: $page" -H "Authorization: Bearer ${link##*#hurt=}" -H "Content-Type: application/json" \
    -d "{\"fault\":\"$1\"}" "$launcher/hurt"
}

# finish STORY: it drains, and is kept
finish() {
  local status
  kill -INT "$demo" 2>/dev/null || true
  end_of "$demo"
  [ "$status" = 0 ] || fail "the demo of $1 ended with $status: look at $folder/$1"
  mv "$film" "$root/docs/stories/$1.ndjson"
  say "docs/stories/$1.ndjson: $(wc -c <"$root/docs/stories/$1.ndjson") bytes"
}

for story in ${only:-$stories}; do
  case $story in
    split)
      begin split --shards 2 --rate 60 --drivers 60
      pause 10
      hurt split
      pause 14
      hurt merge
      pause 12
      ;;
    all-killed)
      begin all-killed --shards 3 --rate 30 --drivers 60
      pause 12
      hurt kill-all
      pause 30
      ;;
    hot-shard)
      begin hot-shard --routing hot --shards 2 --rate 1300 --drivers 20 --demand uniform
      pause 14
      hurt split
      pause 16
      ;;
  esac
  finish "$story"
done
rm -rf "$folder"
