# shellcheck shell=sh disable=SC2154,SC2034,SC3013
# Sourced by `keyhaul`; needs jar, archives, java_home, java_build, java_major and become_java. A class-data archive is
# what a JVM would work out of the jars at each start: with it a command starts in about half the time. It is code, as
# the jars are. It belongs to one build of Java and to these jars in this place, so no bundle can bring it.

# Nothing of this comes from the environment.
unset -v archive create made made_for maker making through use_archive waited

# Sets archive, and the flag that uses it.
name_archive() {
    if [ "$java_major" -ge 25 ]; then
        archive=$archives/java-${java_build##*/}.aot
        use_archive=-XX:AOTCache=$archive
    else
        archive=$archives/java-${java_build##*/}.jsa
        use_archive=-XX:SharedArchiveFile=$archive
    fi
}

# True when the archive, or the note that none could be made, is of this Java and these jars. A JVM looks for itself, and
# ignores an archive that does not fit: this says when to make another.
archive_is_current() {
    [ -f "$archive.for" ] && read -r made_for <"$archive.for" && [ "$made_for" = "$java_home $jar" ] \
        && [ ! "$jar" -nt "$archive.for" ] && [ ! "$jar" -ot "$archive.for" ]
}

# `keyhaul --prepare`: makes the archive now. In a shell of its own: where none can be made, a command that wanted one goes on.
prepare() (
    require_trusted
    (umask 022 && mkdir -p "$archives") 2>/dev/null || true
    [ -w "$archives" ] || fail "cannot write to $archives" "run it as the owner of $root: sudo $root/keyhaul --prepare"
    # A command that started just before may be at it.
    waited=0
    while [ "$waited" -lt 120 ] && is_made_elsewhere; do
        sleep 1
        waited=$((waited + 1))
    done
    rm -f "$archive.for"
    make_archive || fail "no archive could be made with $java_home" "commands work without one; they only start later"
    [ -f "$archive" ] || fail "another process is making the archive" "try again when it is done, or remove $archives/making"
    echo "prepared $archive"
)

# Makes it, complete or not at all, unless another process is at it. Fails when the JVM could not; that is noted, and not
# tried again at each start.
make_archive() {
    making=$archives/making
    if ! take_making; then return 0; fi
    # The shell that runs this; $$ is the one that it was forked from, which becomes the command.
    sh -c 'echo $PPID' >"$making/pid"
    case $archive in
        *.aot) create=-XX:AOTCacheOutput=$making/archive ;;
        *) create=-XX:ArchiveClassesAtExit=$making/archive ;;
    esac
    # What the run on throw-away keys loads, in a process that inherits neither variables, one of which may hold a PIN,
    # nor what is open here.
    (
        umask 022
        through="nice -n 10 env -i LC_ALL=$LC_ALL"
        become_java "$create" -XX:ErrorFile="$making/crash" -cp "$jar" dev.keyhaul.cli.TrainingRun "$making/run"
    ) </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- || true
    (umask 022 && echo "$java_home $jar" >"$making/for" && touch -r "$jar" "$making/for")
    rm -f "$archive"
    made=no
    if [ -s "$making/archive" ] && chmod 644 "$making/archive" && mv "$making/archive" "$archive"; then made=yes; fi
    mv "$making/for" "$archive.for"
    rm -rf "$making"
    [ "$made" = yes ]
}

# One maker at a time; the folder of one that is gone is taken over.
take_making() {
    if (umask 077 && mkdir "$making") 2>/dev/null; then return 0; fi
    if [ ! -s "$making/pid" ] || is_made_elsewhere; then return 1; fi
    rm -rf "$making"
    (umask 077 && mkdir "$making") 2>/dev/null
}

is_made_elsewhere() {
    maker=$(cat "$archives/making/pid" 2>/dev/null) && kill -0 "$maker" 2>/dev/null
}
