# shellcheck shell=bash
# Sourced by `.ci/run` after host.sh: a fresh Debian that has git and gcc and nothing else. What else README asks for, the
# machine lends it, or the project installs there. What a test needs beyond that, the project installs, or the test fails.

# Nothing of this comes from the environment.
unset -v clean_folder clean_root configuration maven

clean_root=

# make_clean_root FOLDER SUITE: makes a root of that Debian in FOLDER/root, and a clean clone of this repository in
# FOLDER/tree. in_clean_root runs there from now on.
make_clean_root() {
    clean_folder=$1
    clean_root=$1/root
    mkdir -p "$1"
    say "making a minimal Debian $2 in $clean_root"
    # An old or frozen suite's lists may be past their time.
    mmdebstrap --quiet --variant=minbase --include=git,gcc --aptopt='Acquire::Check-Valid-Until "false"' "$2" "$clean_root" \
        || fail "could not make a minimal Debian $2" "see above; it takes Debian's packages"
    machine_settings "$2"
    git clone --quiet --no-hardlinks . "$clean_folder/tree"
    say "it has $(chroot "$clean_root" dpkg-query --show | wc -l) packages, git and gcc among them"
}

# The machine's own settings for apt and TLS: how packages and libraries are reached from here.
machine_settings() {
    cp /etc/resolv.conf /etc/hosts "$clean_root/etc/"
    cp /etc/apt/apt.conf.d/* "$clean_root/etc/apt/apt.conf.d/"
    # Another Debian keeps the list that mmdebstrap made for it.
    if grep -q "^Suites: $1\\b" /etc/apt/sources.list.d/debian.sources 2>/dev/null; then
        rm -f "$clean_root/etc/apt/sources.list"
        cp /etc/apt/sources.list.d/debian.sources "$clean_root/etc/apt/sources.list.d/"
    fi
    # Debian's package of certificates adds them to its own, and to Java's.
    if [ -d /usr/local/share/ca-certificates ]; then cp -R /usr/local/share/ca-certificates "$clean_root/usr/local/share/"; fi
    # It makes this file anew.
    mkdir -p "$clean_root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$clean_root/etc/ssl/certs/"
}

# Gives the clean root the machine's Maven, with which come its JDKs (enter-clean-root).
lend_java() {
    if [ -d /etc/ssl/certs/java ]; then cp -RL /etc/ssl/certs/java "$clean_root/etc/ssl/certs/"; fi
    for configuration in /etc/java-*; do
        if [ -d "$configuration" ]; then cp -RL "$configuration" "$clean_root/etc/"; fi
    done
    # Debian's Maven is a folder of links to jars elsewhere.
    maven=$(readlink -f "$(command -v mvn)")
    maven=${maven%/bin/mvn}
    mkdir -p "$clean_root/opt/maven"
    cp -RL "$maven/bin" "$maven/boot" "$maven/lib" "$maven/conf" "$clean_root/opt/maven/"
    ln -s /opt/maven/bin/mvn "$clean_root/usr/local/bin/mvn"
}

# in_clean_root COMMAND…: runs it in the clone, as root of the clean root. The mounts exist in a namespace of this command
# alone, and end with it, however it ends; setpriv and --kill-child end it when this script is killed.
in_clean_root() {
    exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
        .ci/enter-clean-root "$clean_folder" "$(dirname "$PWD")/shared" "$@"
}
