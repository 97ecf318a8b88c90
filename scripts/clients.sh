#!/usr/bin/env bash
# Tries every client and framework of docs/clients.md against local-kinesis, with the quotas on and through a split, a
# merge and a restart: those of mvn verify, and those that take too long for every build.
#
#   scripts/clients.sh [flags of Maven]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
need_maven
exec mvn -B -ntp -f "$root/pom.xml" verify -pl lab/experiments,lab/interop-tests -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test='delivery.interop.*IT' -Dfailsafe.failIfNoSpecifiedTests=false -Dstrangers.clients=true "$@"
