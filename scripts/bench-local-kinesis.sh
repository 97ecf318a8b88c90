#!/usr/bin/env bash
# Speed of local-kinesis beside npm's kinesalite and kinesis-local, in one run on this machine; Markdown on stdout.
#
#   scripts/bench-local-kinesis.sh [--rounds N] [--only peers,flat,start,limits]
#
# Needs a built local-kinesis.jar and benchmarks (mvn -B -DskipTests package). Without npm only local-kinesis is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=3
parts=peers,flat,start,limits
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --only) parts=$2; shift 2 ;;
    -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "$0: unknown argument '$1' (see --help)" >&2; exit 2 ;;
  esac
done

kinesis=local-kinesis/target/local-kinesis.jar
for jar in "$kinesis" benchmarks/target/classes; do
  if [ ! -e "$jar" ]; then
    echo "$0: $jar is missing: mvn -B -DskipTests package" >&2
    exit 1
  fi
done

npm=-
if [[ ,$parts, == *,peers,* ]]; then
  if command -v npm > /dev/null && command -v node > /dev/null; then
    folder=benchmarks/target/npm
    if [ ! -e "$folder/node_modules/kinesalite/cli.js" ] || [ ! -e "$folder/node_modules/kinesis-local/main.js" ]; then
      mkdir -p "$folder"
      npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error \
        kinesalite@3.3.3 kinesis-local@0.6.2 >&2
    fi
    npm=$folder/node_modules
  else
    echo "npm is missing: local-kinesis is measured alone" >&2
  fi
fi

echo "$(nproc) CPUs, Linux $(uname -r), $(java -version 2>&1 | head -n 1), $(date -u +%F), load before $(cut -d" " -f1 /proc/loadavg), commit $(git rev-parse --short HEAD 2> /dev/null || echo unknown)"
echo
exec java -Xmx512m -cp benchmarks/target/classes delivery.bench.Main "$kinesis" "$npm" "$rounds" "$parts"
