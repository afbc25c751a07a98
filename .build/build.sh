# shellcheck shell=sh disable=SC2154,SC2034
# Sourced by `keyhaul` in a source tree, after host.sh and maven.sh, where packages.sh found a JDK and Maven; needs root and jar, sets built when it built.

# Nothing of this comes from the environment.
unset -v built lock maven_command nameless owner stamp waiting

# True when there is no build, or something that goes into it is newer. Maven leaves a jar whose content has not changed
# as old as it was, so a build also leaves a stamp. A folder is newer when a file in it was deleted.
is_stale() {
    if [ ! -f "$jar" ] || was_interrupted; then return 0; fi
    stamp=$root/cli/target/keyhaul.built
    [ -f "$stamp" ] || stamp=$jar
    [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/.build/picocli/pom.xml "$root"/*/src/main "$root"/cli/src/build -newer "$stamp" -newer "$jar" -print 2>/dev/null)" ]
}

build_if_stale() {
    is_stale || return 0
    take_lock
    # Another process may have built while this one waited.
    if is_stale; then build; fi
    drop_lock
}

# One build at a time: a folder can be made by one process only. The lock of a process that is gone is taken over.
take_lock() {
    lock=$root/target/keyhaul.lock
    mkdir -p "$root/target" 2>/dev/null \
        || fail "cannot write to $root/target" "build once as a user who may write there: $root/keyhaul --version"
    waiting=
    nameless=0
    until mkdir "$lock" 2>/dev/null; do
        if [ ! -d "$lock" ] && [ ! -w "$root/target" ]; then
            fail "cannot write to $root/target" "build once as a user who may write there: $root/keyhaul --version"
        fi
        owner=$(cat "$lock/pid" 2>/dev/null || true)
        # A process that died between the two steps left no pid.
        [ -n "$owner" ] || nameless=$((nameless + 1))
        if [ "$nameless" -gt 10 ] || { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; }; then
            nameless=0
            mv "$lock" "$lock.$$" 2>/dev/null && rm -rf "$lock.$$"
            continue
        fi
        [ -n "$waiting" ] || say "waiting for the build of process ${owner:-?} ($lock)"
        waiting=yes
        sleep 1
    done
    trap drop_lock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    { echo $$ >"$lock/pid"; } 2>/dev/null || fail "cannot write to $root/target" "is the disk full? Free space, then run it again"
}

drop_lock() {
    rm -rf "$lock"
    trap - EXIT INT TERM
}

build() {
    find_java_home javac
    say "building $root (the first time this also downloads libraries, for a few minutes)"
    # As old as the start: a file edited during the build is newer.
    touch "$root/target/keyhaul.building"
    run_maven progress -pl cli -am package -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true >&2 \
        || fail "the build failed" "the lines above say why; build again with: $maven_command"
    mv "$root/target/keyhaul.building" "$root/cli/target/keyhaul.built"
    built=yes
}
