#!/usr/bin/env bash
# The whole suite in one thread with a virtual clock and faults by seed; see docs/simulation.md.
#
#   scripts/simulate.sh [--seeds 1000] [--from-seed 1] [--threads 2]
#   scripts/simulate.sh --seed S [--trace]
#
# Needs simulation/target/simulation.jar (mvn -B -DskipTests package -pl simulation -am).
set -euo pipefail
cd "$(dirname "$0")/.."

jar=simulation/target/simulation.jar
if [ ! -e "$jar" ]; then
  echo "$0: $jar is missing: mvn -B -DskipTests package -pl simulation -am" >&2
  exit 1
fi
exec java -XX:+UseParallelGC -Xmx1g -jar "$jar" "$@"
