#!/usr/bin/env bash
# Measures by name, ours and the peers' in turns (A B A B); prints the results, with targets and where they fall short, and
# writes them to lab/benchmarks/results/NAME.md. Run it on an idle machine. With no name: all but kinesis-soak, an hour and more.
#
#   scripts/bench.sh [NAME ...] [--rounds 3] [--seconds 10]
#
#   put             what it costs to put an event, as fast as an endpoint takes it: KPL, the SDK
#   put-rate        events a second of one process, and with 20 ms an answer: KPL
#   put-delay       from handed over to acknowledged at 30/s and 2,000/s, and what it costs: KPL
#   quota           three times what seven shards take, accepted and refused: KPL
#   read            what it costs to read a million events: KCL, the SDK
#   read-delay      from put to shown as applied: KCL
#   first-record    from the start of a process to the first record: KCL
#   scale           what reading costs on 1 to 500 shards
#   apply           from the socket to the ranking's state: Redis
#   top10           counting and ranking 900 to a million regions
#   claim           drivers look and claim among 100,000 orders
#   socket          the parts of apply, in one thread
#   snapshots       memory, stops, size and time of the ranking's snapshots
#   allocation      bytes an event of writer, consumer and server
#   kinesis         local-kinesis: kinesalite, kinesis-local, an endpoint that keeps nothing
#   kinesis-flat    whether it gets slower the more a stream holds
#   kinesis-limits  what it accepts of three times the quotas
#   kinesis-soak    whether it grows; half an hour with --seconds 1800
#   start           each program, plain and by the scripts
#   demo            eleven processes to the first order, memory, cores
#
# Of a turn, SECONDS are measured where a turn is as long as one wants. Builds what is missing or older than its sources. Peers
# that are not here are left out, and the results say so: npm brings kinesalite, kinesis-local and a DynamoDB for the KCL;
# Redis is redis-server of the path. Linux: figures of processes are from /proc.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

names=$(usage | sed -n 's/^  \([a-z][a-z0-9-]*\)  .*/\1/p' | tr '\n' ' ')
names=${names% }
asked=""
rounds=3
seconds=10

help_if_asked "$@"
while [ $# -gt 0 ]; do
  case $1 in
    -*)
      next_flag "--rounds --seconds" "" "$@"
      shift "$used"
      case $flag in
        --rounds) need_whole "$flag" "$value" 1 1000 && rounds=$whole ;;
        --seconds) need_whole "$flag" "$value" 2 86400 && seconds=$whole ;;
      esac
      ;;
    *)
      need_word "" "$1" "$names"
      asked="$asked,$1"
      shift
      ;;
  esac
done
# shellcheck disable=SC2086 # a list of words
[ -n "$asked" ] || asked=$(printf ',%s' ${names/kinesis-soak /})

set +e
hear_signals
build benchmarks experiments local-kinesis stream-admin ranking-server consumer producer-main producer-driver
cd "$root" || exit 1

npm=lab/benchmarks/target/npm/node_modules
if command -v npm >/dev/null && command -v node >/dev/null; then
  if [ ! -e "$npm/kinesalite/cli.js" ] || [ ! -e "$npm/kinesis-local/main.js" ]; then
    mkdir -p lab/benchmarks/target/npm
    run_until stopping npm install --prefix lab/benchmarks/target/npm --no-save --no-audit --no-fund --loglevel=error \
      kinesalite@3.3.3 kinesis-local@0.6.2 >&2 || { exit_if_stopping && fail "npm install failed"; }
  fi
  [ -e lab/interop-tests/node_modules/dynalite/cli.js ] ||
    run_until stopping npm install --prefix lab/interop-tests --no-package-lock --no-audit --no-fund --loglevel=error >&2 ||
    { exit_if_stopping && fail "npm install failed"; }
else
  say "npm is missing: what it would bring is left out"
  npm=-
fi

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain -- . ':!lab/benchmarks/results' 2>/dev/null)" ] || commit="$commit and changes"
path=lab/benchmarks/target/classes:$(jar experiments):$(jar producer-main):$(jar producer-driver):$(jar ranking-server)
run_until stopping java -Xmx512m -cp "$path" delivery.bench.Main "${asked#,}" "$rounds" "$seconds" "$path" "$npm" "$commit"
