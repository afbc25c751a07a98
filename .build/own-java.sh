# shellcheck shell=sh disable=SC2154,SC2034
# Sourced by `verify` and scripts in .build, after host.sh: the JDK for the bundle that brings its Java.

# Nothing of this comes from the environment.
unset -v bundled_jdk own_java

# Sets own_java to Maven's option for that bundle, with the JDK 25 for Linux x86-64 under /usr/lib/jvm, or to nothing if no
# such JDK is there.
find_own_java() {
    own_java=
    for bundled_jdk in /usr/lib/jvm/*; do
        if [ ! -L "$bundled_jdk" ] && java_serves "$bundled_jdk" jlink && [ "$java_major $java_platform" = '25 Linux x86_64' ]; then
            own_java=-Down.java.jdk=$bundled_jdk
            return 0
        fi
    done
}
