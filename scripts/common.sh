# Sourced by the other scripts: what they have in common about flags, jars, and processes that do not outlive the
# script. Bash 3.2 or newer. A process takes as long to begin as a hundred lines of Bash: what each call of ./delivery goes
# through begins none that it could do without.

root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
script=scripts/${0##*/}

# A terminal that was closed takes no words; that is no reason to end.
say() { printf '%s\n' "$*" >&2 || true; }

fail() {
  say "error: $*"
  exit 1
}

# --- Flags. All of them are looked at before anything is built or started.

bad_usage() {
  say "error: $*"
  say "try '$script --help'"
  exit 2
}

# meant WORD CANDIDATE...: "; did you mean ...?" with the one that is fewest letters away, if that is fewer than three
meant() {
  local word=$1
  shift
  printf '%s\n' "$@" | LC_ALL=C awk -v word="$word" '
    function least(a, b, c) { return a < b ? (a < c ? a : c) : (b < c ? b : c) }
    function distance(a, b,   i, j, d) {
      for (i = 0; i <= length(a); i++) d[i, 0] = i
      for (j = 0; j <= length(b); j++) d[0, j] = j
      for (i = 1; i <= length(a); i++)
        for (j = 1; j <= length(b); j++)
          d[i, j] = least(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1)))
      return d[length(a), length(b)]
    }
    { n = distance(word, $0) }
    n < 3 && (best == "" || n < closest) { best = $0; closest = n }
    END { if (best != "") print "; did you mean " best "?" }'
}

# usage: what the script's head says, down to its first line that is no comment
usage() { sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$0"; }

# help_if_asked ARGUMENT...: and after that what more_help says, of a script that has it. Nothing is built for it.
help_if_asked() {
  local each
  for each in "$@"; do
    case $each in
      --) return 0 ;; # what follows is somebody else's
      -h | --help)
        usage
        if type more_help >/dev/null 2>&1; then more_help; fi
        exit 0
        ;;
    esac
  done
}

# help_of MODULE COMMAND...: what the program says of itself, if it is there
help_of() {
  is_built "$1" && command -v java >/dev/null || return 0
  shift
  echo
  "$@" --help || true
}

# next_flag "FLAGS WITH A VALUE" "FLAGS WITHOUT" ARGUMENT...: sets flag and value, and used to how many arguments they are
next_flag() {
  local with=" $1 " without=" $2 " given=0 hint
  shift 2
  flag=$1 value="" used=1
  case $flag in
    --*=*)
      given=1
      value=${flag#*=}
      flag=${flag%%=*}
      ;;
  esac
  case $with in
    *" $flag "*)
      if [ "$given" = 0 ]; then
        case ${2---} in
          --*) bad_usage "$flag needs a value" ;;
        esac
        value=$2
        used=2
      fi
      [ -n "$value" ] || bad_usage "$flag has an empty value"
      ;;
    *)
      case $without in
        *" $flag "*) [ "$given" = 0 ] || bad_usage "$flag takes no value" ;;
        *)
          case $flag in
            -*)
              # shellcheck disable=SC2086 # words
              hint=$(meant "$flag" $with $without)
              bad_usage "unknown flag $flag$hint"
              ;;
            *) bad_usage "'$flag' is no flag" ;;
          esac
          ;;
      esac
      ;;
  esac
}

# need_whole FLAG VALUE MIN MAX: sets whole to the number, in plain digits
need_whole() {
  local form='^([+-]?)0*([0-9]{1,18})$'
  [[ $2 =~ $form ]] || bad_usage "$1 $2 is not a whole number in $3..$4"
  whole=${BASH_REMATCH[1]#+}${BASH_REMATCH[2]}
  [ "$whole" -ge "$3" ] && [ "$whole" -le "$4" ] || bad_usage "$1 $2 is not in $3..$4"
}

# need_long FLAG VALUE: a seed, of 64 bits
need_long() {
  local form='^[+-]?0*([0-9]{1,19})$'
  [[ $2 =~ $form ]] && { [ "${#BASH_REMATCH[1]}" -lt 19 ] || ! [[ ${BASH_REMATCH[1]} > 9223372036854775807 ]]; } ||
    bad_usage "$1 $2 is not a whole number that a seed can be"
}

# need_duration FLAG VALUE: as the programs take it
need_duration() {
  local form='^[0-9]{1,9}(ms|s|m|h)$' zero='^0+[a-z]'
  [[ $2 =~ $form ]] || bad_usage "$1 $2 is not a duration such as 60s or 10m"
  ! [[ $2 =~ $zero ]] || bad_usage "$1 $2 is no time at all: give 1s or more, or leave it out"
}

# need_above_zero FLAG VALUE MAX: a number, with or without decimals
need_above_zero() {
  local form='^[+-]?[0-9]{1,100}([.][0-9]*)?([eE][+-]?[0-9]+)?$'
  [[ $2 =~ $form ]] && LC_ALL=C awk -v value="$2" -v max="$3" 'BEGIN { exit !(value + 0 > 0 && value + 0 <= max + 0) }' ||
    bad_usage "$1 $2 is not a number above 0, up to $3"
}

# need_url FLAG VALUE
need_url() {
  local form='^https?://[^/ ]+(/[^ ]*)?$'
  [[ $2 =~ $form ]] || bad_usage "$1 '$2' is not a URL such as http://localhost:4567"
}

# need_stream_name FLAG VALUE
need_stream_name() {
  local form='^[a-zA-Z0-9_.-]{1,128}$'
  [[ $2 =~ $form ]] || bad_usage "$1 '$2' is not a stream's name: 1 to 128 of a-z A-Z 0-9 _ . -"
}

is_word() { case " $2 " in *" $1 "*) true ;; *) false ;; esac; }

# need_word FLAG VALUE WORDS: one of them; of what is no flag, FLAG is ""
need_word() {
  is_word "$2" "$3" && return
  local hint
  # shellcheck disable=SC2086 # words
  hint=$(meant "$2" $3)
  bad_usage "${1:+$1 }'$2' is none of ${3// /, }$hint"
}

# need_server FLAG VALUE
need_server() {
  local form='^[^ /]+:[0-9]{1,5}$'
  [[ $2 =~ $form ]] || bad_usage "$1 '$2' is not host:port, such as 127.0.0.1:8888"
  need_whole "$1" "${2##*:}" 1 65535
}

# --- Signals. Ctrl-C goes to every process in the terminal's foreground; so does SIGTERM by way of timeout, and SIGHUP
# of a terminal that is closed. Whatever lives longer than a moment therefore runs in a process group of its own, and the
# script alone decides when it stops. stopping is the exit code that the first signal stands for, 0 before; impatient is
# 1 from a second one on. Within a second it counts as the same: timeout signals twice.

stopping=0 impatient=0 stopping_since=0

told_to_stop() {
  if [ "$stopping" = 0 ]; then
    stopping=$1
    stopping_since=$SECONDS
  elif [ $((SECONDS - stopping_since)) -ge 1 ]; then
    impatient=1
  fi
}

# hear_signals: from here on; whatever was started is stopped however the script ends
hear_signals() {
  trap 'told_to_stop 129' HUP
  trap 'told_to_stop 130' INT
  trap 'told_to_stop 131' QUIT
  trap 'told_to_stop 141' PIPE
  trap 'told_to_stop 143' TERM
  trap stop_all EXIT
}

# exit_if_stopping: where nothing has been done yet that is worth a word at the end
exit_if_stopping() {
  [ "$stopping" = 0 ] || exit "$stopping"
}

# A signal ends this sleep too; that is not the end of the script, and not worth Bash's word.
pause() { { sleep "$1"; } 2>/dev/null || true; }

# --- Processes, as parallel lists.

names=()
pids=()
started=0
# The one that the script waits for, or none.
current=""

# in_own_group COMMAND...: in the background; its process and its group are $!
in_own_group() {
  set -m
  "$@" </dev/null &
  set +m
}

# start NAME LOG COMMAND...: stdout goes to LOG.out, stderr to LOG
start() {
  local name=$1 log=$2
  shift 2
  in_own_group "$@" >"$log.out" 2>"$log"
  names[started]=$name
  pids[started]=$!
  started=$((started + 1))
}

is_running() { kill -0 "$1" 2>/dev/null; }

# end_of PID: sets status to the exit code of a process that has ended; Bash's own word on a killed one goes nowhere
end_of() {
  status=0
  { wait "$1"; } 2>/dev/null || status=$?
}

# run_until stopping|impatient COMMAND...: runs it to its end, and ends it when that is no longer 0. Returns its code. With
# impatient it is told at the first signal, and takes its time.
run_until() {
  local until=$1 status told=0
  shift
  in_own_group "$@"
  current=$!
  while is_running "$current" && [ "${!until}" = 0 ]; do
    if [ "$stopping" != 0 ] && [ "$told" = 0 ]; then
      told=1
      kill -TERM "$current" 2>/dev/null || true
    fi
    pause 0.2
  done
  if is_running "$current"; then
    stop_pids "$current"
    status=$stopping
  else
    end_of "$current"
    # Of one that was killed something may be left.
    kill -KILL -- "-$current" 2>/dev/null || true
    [ "$told" = 0 ] || [ "$status" != 130 ] || status=$stopping
  fi
  current=""
  return "$status"
}

# stop_pids PID...: SIGTERM to all; SIGKILL to those that are still there 12 s later, or 1 s later if asked twice, and
# to whatever they have left in their groups
stop_pids() {
  local pid tries=0 left status
  for pid in "$@"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  while :; do
    left=""
    for pid in "$@"; do
      if is_running "$pid"; then left="$left $pid"; fi
    done
    [ -n "$left" ] && [ "$tries" -lt 120 ] || break
    [ "$impatient" = 0 ] || [ "$tries" -lt 110 ] || break
    [ "$impatient" = 0 ] || tries=$((tries + 10))
    pause 0.1
    tries=$((tries + 1))
  done
  for pid in $left; do
    say "had to kill process $pid"
  done
  for pid in "$@"; do
    kill -KILL -- "-$pid" 2>/dev/null || true
    end_of "$pid"
  done
}

# stop_all: everything that was started and still runs, the latest first
stop_all() {
  set +e
  local i=$started
  [ -z "$current" ] || stop_pids "$current"
  while [ "$i" -gt 0 ]; do
    i=$((i - 1))
    if is_running "${pids[i]}"; then
      stop_pids "${pids[i]}"
    fi
  done
}

# --- Jars.

# places_of MODULE: sets home to where it is (the programs at the top, what tries and measures them under lab), jar to what
# it is run from, archive and cache to what a JVM keeps of a start, and built to what a build of it leaves
places_of() {
  home=$root/$1
  [ -d "$home" ] || home=$root/lab/$1
  jar=$home/target/$1.jar
  archive=$home/target/$1.jsa
  cache=$home/target/$1.aot
  built=$jar
  [ "$1" != benchmarks ] || built=$home/target/classes/delivery/bench/Main.class
}

# jar MODULE
jar() {
  local home jar archive cache built
  places_of "$1"
  printf '%s' "$jar"
}

# --- How they are run: small and quick to start, as a dozen of them share two cores. The lab's launcher goes by the same
# options, and by the same archives.

java_options=${DELIVERY_JAVA_OPTS:-$(<"$root/scripts/java.options")}

# java_for MODULE [OPTION...]: sets java to the command that runs its jar, all but the program's arguments. What the JVM has made
# of the classes of a start is beside the jar (archive; cache from Java 25 on): the next one takes half the time. It takes none
# of another jar or another Java, and then all goes on without.
java_for() {
  local home jar archive cache built
  places_of "$1"
  shift
  # shellcheck disable=SC2206 # options are words
  java=(java $java_options "$@")
  if [ -s "$archive" ] && [ ! "$archive" -ot "$cache" ]; then
    java+=("-XX:SharedArchiveFile=$archive" -Xlog:disable)
  elif [ -s "$cache" ]; then
    # Of a Java that an older one may follow, which does not know the flag.
    java+=(-XX:+IgnoreUnrecognizedVMOptions "-XX:AOTCache=$cache" -Xlog:disable)
  fi
  java+=(-jar "$jar")
}

# await_word PID FILE: until there is one, or the process has ended
await_word() {
  local tries=0
  while is_running "$1" && ! has_word "$2" "${3:-}" && [ "$tries" -lt 300 ] && [ "$stopping" = 0 ]; do
    pause 0.1
    tries=$((tries + 1))
  done
}

has_word() { if [ -n "$2" ]; then grep -q "$2" "$1" 2>/dev/null; else [ -s "$1" ]; fi; }

# make_archives MODULE...: by a run of each. Those that talk to a stream have one, of a local-kinesis that is started for
# them, if it is built: what an answer takes is most of what they load. What a run says, and how it ends, is of no interest.
make_archives() {
  local nowhere="--endpoint-url http://127.0.0.1:1 --region us-east-1" module flags java folder there server
  local home jar archive cache built helpers word keep=-XX:ArchiveClassesAtExit=
  folder=$(mktemp -d) || return 0
  # From Java 25 on; it keeps how classes are linked, too.
  if java -XX:+PrintFlagsFinal -version 2>/dev/null | grep -q AOTCacheOutput; then keep=-XX:AOTCacheOutput=; fi
  for module in "$@"; do
    helpers=""
    there=$nowhere
    server=127.0.0.1:1
    word=""
    case $module in
      stream-admin | producer-main | producer-driver | consumer)
        places_of local-kinesis
        if [ -f "$jar" ]; then
          java_for local-kinesis
          start local-kinesis "$folder/kinesis" "${java[@]}" --port 0 --stream archived:1
          helpers=${pids[started - 1]}
          await_word "$helpers" "$folder/kinesis.out"
          there="--stream-name archived --endpoint-url $(awk '{ print $NF; exit }' "$folder/kinesis.out") --region us-east-1"
        fi
        ;;
    esac
    places_of ranking-server
    if [ "$module" = consumer ] && [ -f "$jar" ]; then
      java_for ranking-server
      start ranking-server "$folder/server" "${java[@]}" --port 0 --http-port 0
      helpers="$helpers ${pids[started - 1]}"
      await_word "${pids[started - 1]}" "$folder/server.out"
      server=$(sed -n 's/.*listening on \([^,]*\),.*/\1/p' "$folder/server.out")
    fi
    places_of "$module"
    case $module in
      local-kinesis) flags="--port 0 --stream archived:1" ;;
      ranking-server) flags="--port 0 --http-port 0 --state-dir $folder/state" ;;
      stream-admin) flags="describe $there" ;;
      consumer) flags="--all-shards --server ${server:-127.0.0.1:1} $there" word="reading on from" ;;
      producer-main) flags="--count 3 --rate 10 $there" ;;
      producer-driver) flags=$there word="drivers at" ;;
      experiments) flags="demo --help" ;;
      *) continue ;;
    esac
    rm -f "$archive" "$cache"
    java_for "$module" "$keep$folder/archive" -Xlog:disable
    # shellcheck disable=SC2086 # flags are words
    AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none start "$module" "$folder/run" "${java[@]}" $flags
    if [ "$there" = "$nowhere" ]; then
      await_word "${pids[started - 1]}" "$folder/run.out"
    elif [ -n "$word" ]; then
      await_word "${pids[started - 1]}" "$folder/run" "$word"
    else
      await_word "${pids[started - 1]}" "$folder/archive"
    fi
    stop_pids "${pids[started - 1]}"
    case $keep in *AOT*) archive=$cache ;; esac
    # An empty one: this Java makes none, and is not asked again.
    [ -f "$folder/archive" ] || : >"$folder/archive"
    mv -f "$folder/archive" "$archive" || true
    # shellcheck disable=SC2086 # numbers
    [ -z "$helpers" ] || stop_pids $helpers
  done
  rm -rf "$folder"
}

# has_no_archive MODULE: it is built, and no Java has been asked to keep anything of its start since
has_no_archive() {
  local home jar archive cache built
  places_of "$1"
  case $1 in simulation | benchmarks) return 1 ;; esac
  [ -w "$home/target" ] && [ ! "$archive" -nt "$jar" ] && [ ! "$cache" -nt "$jar" ]
}

# is_built MODULE
is_built() {
  local home jar archive cache built
  places_of "$1"
  [ -f "$built" ]
}

# is_older MODULE: whether its sources, or those that go into it, were changed after it was built
is_older() {
  local sources home jar archive cache built
  places_of "$1"
  case $1 in
    simulation | benchmarks) sources=("$root"/*/pom.xml "$root"/*/src/main "$root"/lab/*/pom.xml "$root"/lab/*/src/main) ;;
    experiments) sources=("$root"/{common-*,local-kinesis,lab/experiments}/{pom.xml,src/main}) ;;
    *) sources=("$root"/common-*/pom.xml "$root"/common-*/src/main "$home/pom.xml" "$home/src/main") ;;
  esac
  [ -n "$(find "$root/pom.xml" "${sources[@]}" -newer "$built" 2>/dev/null)" ]
}

# needs_build MODULE...: whether one is not built, or older than its sources
needs_build() {
  local module
  for module in "$@"; do
    if ! is_built "$module" || is_older "$module"; then return 0; fi
  done
  return 1
}

need_java() {
  command -v java >/dev/null || fail "no java on the path: install a JDK, 17 or newer"
}

need_maven() {
  need_java
  command -v mvn >/dev/null || fail "no mvn on the path: install Maven"
}

# maven_with_progress ARGUMENT...: a line a module, and what is wrong
maven_with_progress() {
  mvn -B -ntp -Dstyle.color=never "$@" 2>&1 | awk '
    /^\[INFO\] Building .* \[[0-9]+\/[0-9]+\]$/ { print "  " $NF " " $3; fflush() }
    /^\[(ERROR|WARNING)\]/ { print; fflush() }'
  return "${PIPESTATUS[0]}"
}

# build MODULE...: one Maven run for whatever was not built yet, or is older than its sources
build() {
  need_java
  local module missing="" old="" all="" code=0 home jar archive cache built
  for module in "$@"; do
    if ! is_built "$module"; then
      missing="$missing $module"
    elif is_older "$module"; then
      old="$old $module"
    fi
  done
  all="$missing$old"
  [ -z "$all" ] || build_now
  all=""
  for module in "$@"; do
    if has_no_archive "$module"; then all="$all $module"; fi
  done
  [ -n "$all" ] || return 0
  say "archiving what a start of$all loads ..."
  # shellcheck disable=SC2086 # a list of words
  make_archives $all
  exit_if_stopping
}

# build_now: what build has found missing or old
build_now() {
  command -v mvn >/dev/null || fail "no mvn on the path, and these are not built, or older than their sources:$all"
  [ -z "$missing" ] || say "building$missing ..."
  [ -z "$old" ] || say "building again, older than their sources:$old ..."
  all=${all# }
  # Another jar, and not another content of the same: programs that run have it open.
  for module in $old; do
    places_of "$module"
    rm -f "$built"
  done
  run_until stopping maven_with_progress -f "$root/pom.xml" -DskipTests -pl ":${all// /,:}" -am package >&2 || code=$?
  exit_if_stopping
  [ "$code" = 0 ] || fail "the build failed"
  for module in $all; do
    places_of "$module"
    touch "$built"
  done
}

# need_built MODULE...: instead of a build
need_built() {
  need_java
  local module old="" home jar archive cache built
  for module in "$@"; do
    places_of "$module"
    [ -f "$built" ] || fail "$built is missing: run without --no-build, or mvn package"
    if is_older "$module"; then old="$old $module"; fi
  done
  [ -z "$old" ] || say "warning: older than their sources, and run as they are:$old (to build them: mvn package)"
}

# --- The programs of the lab: demo, chaos, experiment, verify. They look at their flags, and start all others.

# What their flags may be.
lab_flags=$root/lab/experiments/src/main/resources/delivery/lab/launcher/flags.txt

# lab_rules PROGRAM FLAG: one a line
lab_rules() {
  awk -v program="$1" -v flag="$2" '($1 == program || $1 == "all") && $2 == flag { $1 = $2 = ""; print }' "$lab_flags"
}

# lab_flags_that PROGRAM PATTERN: those with such a rule
lab_flags_that() {
  awk -v program="$1" -v rule="$2" '($1 == program || $1 == "all") && $2 ~ /^-/ && $3 ~ rule { print $2 }' "$lab_flags" |
    tr '\n' ' '
}

# check_lab_flags PROGRAM ARGUMENT...
check_lab_flags() {
  local program=$1 with without given=" " name="" each kind words
  shift
  with=$(lab_flags_that "$program" '^(whole|above-zero|long|time|url|stream-name|enums?|text)$')
  without=$(lab_flags_that "$program" '^switch$')
  while [ $# -gt 0 ]; do
    [ "$program $1" != "verify --" ] || { name=${2-} && break; }
    if [ "$program$name" = experiment ] && [ "${1#-}" = "$1" ]; then
      flag=NAME value=$1 used=1 name=$1
    else
      next_flag "$with" "$without" "$@"
    fi
    shift "$used"
    given="$given$flag "
    while read -r kind words; do
      # shellcheck disable=SC2086 # a list of words
      case $kind in
        whole) need_whole "$flag" "$value" $words ;;
        above-zero) need_above_zero "$flag" "$value" $words ;;
        long) need_long "$flag" "$value" ;;
        time) need_duration "$flag" "$value" ;;
        url) need_url "$flag" "$value" ;;
        stream-name) need_stream_name "$flag" "$value" ;;
        one-of) need_word "" "$value" "$words" ;;
        enum | enums)
          for each in $(printf '%s' "$value" | tr 'A-Z,' 'a-z '); do need_word "$flag" "$each" "$words"; done
          ;;
      esac
    done < <(lab_rules "$program" "$flag")
  done
  [ "$program$name" != verify ] || is_word --list "$given" || bad_usage "name the consumer after --"
  words=$(lab_rules "$program" NAME | sed 's/^ *one-of //')
  [ -n "$name" ] || [ -z "$words" ] || bad_usage "name one of ${words// /, }"
  for flag in $given; do
    while read -r kind words; do
      case $kind in
        not-with)
          for each in $words; do
            ! is_word "$each" "$given" || bad_usage "$flag and $each exclude each other"
          done
          ;;
        only-for) is_word "$name" "$words" || bad_usage "$flag is for ${words// /, }, not for $name" ;;
      esac
    done < <(lab_rules "$program" "$flag")
  done
}

# What the lab's program says of its flags.
lab_help() {
  java_for experiments -Xmx512m
  help_of experiments "${java[@]}" "$1"
}

# run_lab PROGRAM stopping|impatient ARGUMENT...: see run_until
run_lab() {
  local program=$1 until=$2 each building=1
  local modules="experiments local-kinesis stream-admin ranking-server consumer producer-main producer-driver"
  case " $program $* " in
    " demo "*" --fleet"* | " experiment "*" fleet "*) modules="$modules consumer-fleet" ;;
  esac
  # Of the suite it starts nothing.
  [ "$program" != verify ] || modules=experiments
  shift 2
  more_help() { lab_help "$program"; }
  help_if_asked "$@"
  check_lab_flags "$program" "$@"
  for each in "$@"; do
    [ "$each" != -- ] || break
    [ "$each" != --no-build ] || building=0
  done
  set +e
  hear_signals
  need_java
  # shellcheck disable=SC2086 # a list of words
  if [ "$building" = 0 ]; then
    need_built $modules
  else
    # What else there is to say before a build, if whoever knows it is there: that a port is taken.
    if ! needs_build experiments && needs_build $modules; then
      java_for experiments -Xmx512m
      run_until stopping "${java[@]}" "$program" --check-flags "$@" || exit $?
    fi
    build $modules
  fi
  java_for experiments -Xmx512m
  run_until "$until" "${java[@]}" "$program" --suite "$root" "$@"
}

# --- A folder a run.

# new_run_folder PARENT: sets run_folder to a new one below it, and lets PARENT/latest be that
new_run_folder() {
  local name
  name=$(date +%Y%m%d-%H%M%S)-$$
  run_folder=$1/$name
  mkdir -p "$run_folder" || fail "$run_folder cannot be made"
  ln -sfn "$name" "$1/latest" || fail "$1/latest cannot be made a link to $name"
}
