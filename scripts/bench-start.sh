#!/usr/bin/env bash
# What it costs to start the programs, as the scripts start them and as plain "java -jar" does: seconds to the first word, CPU
# seconds by then, and resident memory. Servers are up at their first word; the others end when nobody answers. Markdown.
#
#   scripts/bench-start.sh [ROUNDS]     (5 rounds, in turns)
#
# Builds what is missing or older than its sources. Linux only: it reads /proc.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
[ $# -le 1 ] || bad_usage "it takes a number of rounds, and nothing more"
need_whole ROUNDS "${1:-5}" 1 99
rounds=$whole
modules="local-kinesis ranking-server stream-admin producer-main producer-driver consumer"
nowhere="--endpoint-url http://127.0.0.1:1 --region us-east-1"

set +e
hear_signals
# shellcheck disable=SC2086 # a list of words
build $modules
for module in $modules; do
  places_of "$module"
  [ -f "$archive" ] || make_archives "$module"
done
folder=$(mktemp -d)
trap 'stop_all; rm -rf "$folder"' EXIT
export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none

# figures PID: CPU seconds so far and MiB
figures() {
  { sed 's/.*) //' "/proc/$1/stat" && sed -n 's/^VmRSS://p' "/proc/$1/status"; } 2>/dev/null |
    awk 'NR == 1 { cpu = ($12 + $13) / 100 } NR == 2 { printf "%.2f %d", cpu, $1 / 1024 }'
}

# measure HOW MODULE COMMAND...: a line to $folder/HOW-MODULE
measure() {
  local how=$1 module=$2 begin first="" now seen="" pid
  shift 2
  begin=$(date +%s%3N)
  : >"$folder/run.out"
  : >"$folder/run"
  start "$module" "$folder/run" "$@"
  pid=${pids[started - 1]}
  while [ -z "$first" ] && is_running "$pid" && [ "$stopping" = 0 ]; do
    if [ -s "$folder/run.out" ] || [ -s "$folder/run" ]; then first=$(($(date +%s%3N) - begin)); fi
    now=$(figures "$pid")
    seen=${now:-$seen}
    [ -n "$first" ] || pause 0.01
  done
  stop_pids "$pid"
  exit_if_stopping
  printf '%s %s\n' "${first:-$(($(date +%s%3N) - begin))}" "$seen" >>"$folder/$how-$module"
}

# median HOW MODULE: of each figure, with bars between
median() {
  local column out=""
  for column in 1 2 3; do
    out="$out | $(awk -v c="$column" '{ print $c }' "$folder/$1-$2" | sort -n | awk -v c="$column" \
      '{ v[NR] = $1 } END { m = v[int((NR + 1) / 2)]; if (c == 1) printf "%.2f", m / 1000; else printf "%s", m }')"
  done
  printf '%s' "$out"
}

flags_of() {
  case $1 in
    local-kinesis) echo "--port 0 --stream orders:7" ;;
    ranking-server) echo "--port 0 --http-port 0 --state-dir $folder/state" ;;
    stream-admin) echo "describe $nowhere" ;;
    consumer) echo "--all-shards --server 127.0.0.1:1 $nowhere" ;;
    *) echo "$nowhere" ;;
  esac
}

round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  for module in $modules; do
    # shellcheck disable=SC2046 # flags are words
    measure plain "$module" java -jar "$(jar "$module")" $(flags_of "$module")
    java_for "$module"
    # shellcheck disable=SC2046 # flags are words
    measure ours "$module" "${java[@]}" $(flags_of "$module")
  done
done
echo "$(nproc) CPUs, $(java -version 2>&1 | head -n 1), $(date -u +%F), load $(cut -d' ' -f1 /proc/loadavg), medians of $rounds"
echo
echo "| program | plain: first word, s | CPU-s | RSS, MiB | scripts: first word, s | CPU-s | RSS, MiB |"
echo "|---|---|---|---|---|---|---|"
for module in $modules; do
  echo "| $module$(median plain "$module")$(median ours "$module") |"
done
