# Sourced by the other scripts: where the jars are, and processes that do not outlive the script. Bash 3.2 or newer.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Small and quick to start: a dozen of these share two cores.
java_options=${DELIVERY_JAVA_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx256m}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

jar() { printf '%s/%s/target/%s.jar' "$root" "$1" "$1"; }

# run_jar MODULE ARGUMENT...
run_jar() {
  local module=$1
  shift
  # shellcheck disable=SC2086 # options are words
  java $java_options -jar "$(jar "$module")" "$@"
}

# build_missing MODULE...: one Maven run for whatever has no jar yet.
build_missing() {
  command -v java >/dev/null || fail "no java on the path: install a JDK, 17 or newer"
  local module missing=""
  for module in "$@"; do
    [ -f "$(jar "$module")" ] || missing="$missing,$module"
  done
  [ -z "$missing" ] && return
  command -v mvn >/dev/null || fail "no mvn on the path, and these are not built yet: ${missing#,}"
  say "building ${missing#,} ..."
  (cd "$root" && mvn -q -B -DskipTests -pl "${missing#,}" -am package >&2) || fail "the build failed"
}

need_built() {
  local module
  for module in "$@"; do
    [ -f "$(jar "$module")" ] || fail "$(jar "$module") is missing: run without --no-build, or mvn package"
  done
}

# Background processes of this script, as parallel lists. Bash starts them deaf to Ctrl-C, so that the script decides
# in which order they stop.
names=()
pids=()
started=0

# start NAME LOG COMMAND...: stdout goes to LOG.out, stderr to LOG
start() {
  local name=$1 log=$2
  shift 2
  "$@" >"$log.out" 2>"$log" </dev/null &
  names[started]=$name
  pids[started]=$!
  started=$((started + 1))
}

is_running() { kill -0 "$1" 2>/dev/null; }

# stop_pids PID...: SIGTERM to all, SIGKILL to those that are still there 12 s later
stop_pids() {
  local pid tries=0 left
  for pid in "$@"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  while [ "$tries" -lt 120 ]; do
    left=0
    for pid in "$@"; do
      is_running "$pid" && left=1
    done
    [ "$left" = 0 ] && break
    sleep 0.1
    tries=$((tries + 1))
  done
  for pid in "$@"; do
    kill -KILL "$pid" 2>/dev/null && say "had to kill process $pid"
    wait "$pid" 2>/dev/null || true
  done
}

# stop_all: everything that was started and still runs, the latest first
stop_all() {
  local i
  i=$started
  while [ "$i" -gt 0 ]; do
    i=$((i - 1))
    if is_running "${pids[i]}"; then
      stop_pids "${pids[i]}"
    fi
  done
}
