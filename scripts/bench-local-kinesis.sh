#!/usr/bin/env bash
# Speed of local-kinesis beside npm's kinesalite and kinesis-local, in one run on this machine; Markdown on stdout.
#
#   scripts/bench-local-kinesis.sh [--rounds 3] [--only peers,null,flat,start,limits]
#   scripts/bench-local-kinesis.sh --only soak [--minutes 30]
#
# The soak puts and reads 20,000 records a second and ends with 1 if heap, threads or descriptors grow.
# Builds what is missing or older than its sources. Without npm only local-kinesis is measured.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=3
minutes=30
parts=peers,null,flat,start,limits

help_if_asked "$@"
while [ $# -gt 0 ]; do
  next_flag "--rounds --only --minutes" "" "$@"
  shift "$used"
  case $flag in
    --rounds) need_whole "$flag" "$value" 1 1000 && rounds=$whole ;;
    --minutes) need_whole "$flag" "$value" 1 1440 && minutes=$whole ;;
    --only)
      for part in ${value//,/ }; do
        case $part in
          peers | null | flat | start | limits | soak) ;;
          *) bad_usage "--only: '$part' is none of peers, null, flat, start, limits, soak" ;;
        esac
      done
      parts=$value
      ;;
  esac
done

set +e
hear_signals
build local-kinesis experiments benchmarks
cd "$root" || exit 1

npm=-
case ,$parts, in
  *,peers,*)
    if command -v npm >/dev/null && command -v node >/dev/null; then
      npm=lab/benchmarks/target/npm/node_modules
      if [ ! -e "$npm/kinesalite/cli.js" ] || [ ! -e "$npm/kinesis-local/main.js" ]; then
        mkdir -p lab/benchmarks/target/npm
        run_until stopping npm install --prefix lab/benchmarks/target/npm --no-save --no-audit --no-fund --loglevel=error \
          kinesalite@3.3.3 kinesis-local@0.6.2 >&2 || { exit_if_stopping && fail "npm install failed"; }
      fi
    else
      say "npm is missing: local-kinesis is measured alone"
    fi
    ;;
esac

echo "$(nproc) CPUs, Linux $(uname -r), $(java -version 2>&1 | head -n 1), $(date -u +%F), load before $(cut -d" " -f1 /proc/loadavg), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
echo
run_until stopping java -Xmx512m -cp "lab/benchmarks/target/classes:$(jar experiments)" delivery.bench.Main \
  "$(jar local-kinesis)" "$npm" "$rounds" "$parts" $((60 * minutes))
