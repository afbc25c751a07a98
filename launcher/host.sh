# shellcheck shell=sh
# Sourced by `keyhaul`, `verify` and `.ci/run`: what they say, and the Java that they run on.

# Nothing of this comes from the environment.
unset -v java_build java_home java_major java_platform line on_path processor system

say() {
    printf 'keyhaul: %s\n' "$1" >&2
}

# fail MESSAGE HINT: the two lines of every error, and exit code 1 (failed).
fail() {
    say "error: $1"
    say "hint: $2"
    exit 1
}

# refuse MESSAGE HINT: the same, refused by policy.
refuse() {
    say "error: $1"
    say "hint: $2"
    exit 3
}

# Sets java_build (as 17.0.21+9), java_major and java_platform (as "Linux x86_64") of the Java under $1, or
# empties them if no Java is there. The file `release` tells them, without starting a JVM or any other program.
read_java() {
    java_build=
    java_major=
    java_platform=
    system=
    processor=
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
                JAVA_VERSION=*) java_major=$line ;;
                JAVA_RUNTIME_VERSION=*) java_build=$line ;;
                OS_NAME=*) system=$line ;;
                OS_ARCH=*) processor=$line ;;
            esac
        done <"$1/release"
    fi
    system=${system#*\"}
    processor=${processor#*\"}
    # shellcheck disable=SC2034 # for keyhaul
    java_platform="${system%\"*} ${processor%\"*}"
    if [ -z "$java_major" ]; then
        java_major=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version \("[^"]*"\).*/\1/p')
    fi
    java_build=${java_build:-$java_major}
    java_build=${java_build#*\"}
    java_build=${java_build%\"*}
    java_major=${java_major#*\"}
    java_major=${java_major%%[!0-9]*}
}

# True when $1 is a Java 17 or later that has the tool $2.
java_serves() {
    [ -x "$1/bin/$2" ] || return 1
    read_java "$1"
    [ "${java_major:-0}" -ge 17 ]
}

# Sets java_home to the first Java 17 or later that has the tool $1 (java, or javac to build): JAVA_HOME, the PATH, the
# folders where systems keep their JDKs. Sets java_build, java_major and java_platform too.
find_java_home() {
    has_java_home "$1" || fail "no JDK 17 or later found (looked at JAVA_HOME, the PATH and /usr/lib/jvm)" \
        "install one, e.g. apt-get install openjdk-17-jdk-headless (later Debian: openjdk-21-jdk-headless), dnf install java-21-openjdk-devel, brew install openjdk@21; or set JAVA_HOME"
}

# The same, but returns false if no Java is found.
has_java_home() {
    java_home=${JAVA_HOME:-}
    if [ -n "$java_home" ] && java_serves "$java_home" "$1"; then
        return 0
    fi
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        # /usr/bin/java is a link; its JDK is where the link ends.
        on_path=$(readlink -f "$on_path")
        on_path=${on_path%/bin/java}
    fi
    for java_home in "$on_path" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$java_home" ] && java_serves "$java_home" "$1"; then
            return 0
        fi
    done
    [ -x /usr/libexec/java_home ] || return 1
    java_home=$(/usr/libexec/java_home -v 17+ 2>/dev/null || true)
    [ -n "$java_home" ] && java_serves "$java_home" "$1"
}
