# shellcheck shell=sh disable=SC2154
# Sourced by `keyhaul` in a source tree and by `verify`, after host.sh; needs root and java_home. Runs Maven, shows how far
# it is, and ends a failure that is not about the code in one error and one hint.

# Nothing of this comes from the environment.
unset -v cause downloads ended errors inside library line maven_command module newline owner shown warnings word

# True when an earlier build was killed, or met a full disk: what it left half-written is as new as what is whole.
was_interrupted() {
    read -r owner 2>/dev/null <"$root/target/maven.running" || return 1
    ! kill -0 "$owner" 2>/dev/null
}

# run_maven WHAT ARGUMENT…: shows WHAT, `progress` (a line a module, and the errors) or `all`. Returns Maven's status, with
# maven_command as what to type to see the same again, or exits where the failure has nothing to do with the code.
run_maven() {
    shown=$1
    shift
    maven_command="JAVA_HOME=$(quoted "$java_home") mvn -f $(quoted "$root/pom.xml")"
    for word; do maven_command="$maven_command $(quoted "$word")"; done
    if was_interrupted; then rm -rf "$root"/*/target; fi
    { mkdir -p "$root/target" && echo $$ >"$root/target/maven.running"; } 2>/dev/null \
        || fail "cannot write to $root/target" "is the disk full, or the folder another user's? Then run it again"
    {
        JAVA_HOME=$java_home mvn -B -f "$root/pom.xml" "$@" </dev/null 2>&1 && ended=0 || ended=$?
        printf '\nmaven ended with %s\n' "$ended"
    } | show_maven && ended=0 || ended=$?
    [ "$ended" -ne 9 ] || exit 1
    return "$ended"
}

# Quotes a word for a shell, if it needs quotes.
quoted() {
    case $1 in
        *[!A-Za-z0-9_./=,:+-]*) printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")" ;;
        *) printf '%s' "$1" ;;
    esac
}

show_maven() {
    ended=1
    downloads=0
    errors=
    warnings=
    inside=
    cause=
    while IFS= read -r line; do
        case $line in
            'maven ended with '*)
                ended=${line##* }
                continue
                ;;
            *'No space left on device'*) cause=disk ;;
            *'Could not transfer artifact '* | *' in offline mode and the artifact '*) lacks "$line" ;;
        esac
        if [ "$shown" = all ]; then
            printf '%s\n' "$line"
        else
            show_progress "$line"
        fi
    done
    if [ "$ended" -eq 0 ] || [ "$cause" != disk ]; then rm -f "$root/target/maven.running"; fi
    [ "$ended" -eq 0 ] || explain
    return "$ended"
}

newline='
'
show_progress() {
    case $1 in
        '[INFO] Building '*' ['*/*']')
            module=${1#'[INFO] Building '}
            say "building ${module%% 0.*} ${module##* }"
            ;;
        *'Downloaded from '*)
            downloads=$((downloads + 1))
            [ $((downloads % 50)) -ne 0 ] || say "downloaded $downloads files"
            ;;
    esac
    # An error may go on in lines without a level.
    case $1 in
        '[ERROR] '?*) inside=yes ;;
        '['*'] '*) inside= ;;
    esac
    [ -z "$inside" ] || [ -z "$1" ] || errors=$errors$1$newline
    case $1 in '[WARNING] '*.java:*) warnings=$warnings$1$newline ;; esac
}

# Sets cause and library from Maven's sentence, the first time.
lacks() {
    [ -z "$cause" ] || return 0
    cause=network
    library=${1#*' artifact '}
    library=${library%% *}
}

# Exits with 9 when it has printed the error.
explain() {
    case $cause in
        disk) (fail "the disk is full" "free space for $root and ~/.m2, then run it again: it starts anew") || exit 9 ;;
        network)
            (fail "cannot download $library" \
                "the build needs the network once; or copy ~/.m2 from a machine that has built this version") || exit 9
            ;;
        *)
            # javac's error says only that there are some.
            case $errors in *-Werror*) printf '%s' "$warnings" ;; esac
            printf '%s' "$errors" | head -n 20
            ;;
    esac
}
