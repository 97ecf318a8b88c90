#!/usr/bin/env bash
# Lays the library local-kinesis out as Maven Central wants it: jar, sources, Javadoc and pom, each with its checksums and,
# with --sign, its signature. The group is one that is yours to publish under: Central knows io.github.ACCOUNT by a
# repository of that account's, com.example by a record of example.com's. Needs a build: mvn package -DskipTests -pl local-kinesis -am
#
#   scripts/publish-library.sh --group GROUP [--to DIR] [--sign]
#
#   --group GROUP  such as io.github.you; in the repository's own builds it is delivery
#   --to DIR       where to (default: local-kinesis/target/publish); zip what is in it, and that is a bundle
#   --sign         by gpg's default key
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

help_if_asked "$@"
group=""
to=$root/local-kinesis/target/publish
sign=no
while [ $# -gt 0 ]; do
  next_flag "--group --to" "--sign" "$@"
  case $flag in
    --group) group=$value ;;
    --to) to=$value ;;
    --sign) sign=yes ;;
  esac
  shift "$used"
done
[[ $group =~ ^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$ ]] ||
  bad_usage "--group '$group' is not a group such as io.github.you: give one that is yours to publish under"

built=$root/local-kinesis/target
pom=$built/library-pom.xml
[ -f "$pom" ] || fail "there is no $pom: mvn package -DskipTests -pl local-kinesis -am"
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$pom")
name=local-kinesis-$version
folder=$to/${group//.//}/local-kinesis/$version
mkdir -p "$folder"
sed "s:^  <groupId>delivery</groupId>$:  <groupId>$group</groupId>:" "$pom" >"$folder/$name.pom"
for each in "$name.jar" "$name-sources.jar" "$name-javadoc.jar"; do
  cp "$built/$each" "$folder/$each"
  chmod 644 "$folder/$each"
done

cd "$folder"
for each in "$name.pom" "$name.jar" "$name-sources.jar" "$name-javadoc.jar"; do
  if [ "$sign" = yes ]; then
    gpg --batch --yes --armor --detach-sign "$each"
  fi
  for sum in md5 sha1 sha256 sha512; do
    "${sum}sum" "$each" | cut -d ' ' -f 1 >"$each.$sum"
  done
done
say "$group:local-kinesis:$version is in $folder"
