#!/usr/bin/env bash
# Makes docs/man anew from the programs' own flags: completion for bash and zsh, and man pages (needs asciidoctor).
#
#   scripts/reference.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
[ $# = 0 ] || bad_usage "'$1' is no flag"
need_maven
command -v asciidoctor >/dev/null || fail "no asciidoctor on the path: apt-get install asciidoctor"

made=$root/target/reference
rm -rf "$made"
mvn -q -B -f "$root/pom.xml" -pl :integration-tests -am test -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dreference.folder="$made" >/dev/null 2>&1 || true
[ -f "$made/completion.sh" ] || fail "nothing was made: see lab/integration-tests/target/surefire-reports"
rm -f "$root"/docs/man/*.1
asciidoctor -b manpage -a reproducible -a docdate=2026-11-27 -D "$root/docs/man" "$made"/*.adoc
cp "$made/completion.sh" "$root/docs/man"
say "docs/man: $(ls "$root"/docs/man/*.1 | wc -l) man pages and completion.sh"
