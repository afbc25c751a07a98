# shellcheck shell=bash
# Sourced by `.ci/run` after host.sh: a fresh Debian 13 that has what README asks for (JDKs, Maven, git, gcc) and nothing
# else. What a test needs beyond that, the project installs there, or the test fails.

# Nothing of this comes from the environment.
unset -v clean_folder clean_root configuration maven

clean_root=

# make_clean_root FOLDER: makes the root in FOLDER/root, and a clean clone of this repository in FOLDER/tree.
make_clean_root() {
    clean_folder=$1
    clean_root=$1/root
    find_java_home javac
    say "making a minimal Debian 13 in $clean_root"
    mmdebstrap --quiet --variant=minbase --include=git,gcc trixie "$clean_root" \
        || fail "could not make a minimal Debian 13" "see above; it takes Debian's packages"
    machine_settings
    git clone --quiet --no-hardlinks . "$clean_folder/tree"
    say "it has $(chroot "$clean_root" dpkg-query --show | wc -l) packages, git and gcc among them"
}

# The machine's own settings for apt, TLS and Maven, and its Maven: how packages and libraries are reached from here.
machine_settings() {
    cp /etc/resolv.conf /etc/hosts "$clean_root/etc/"
    cp /etc/apt/apt.conf.d/* "$clean_root/etc/apt/apt.conf.d/"
    if [ -e /etc/apt/sources.list.d/debian.sources ]; then
        rm -f "$clean_root/etc/apt/sources.list"
        cp /etc/apt/sources.list.d/debian.sources "$clean_root/etc/apt/sources.list.d/"
    fi
    mkdir -p "$clean_root/etc/ssl/certs" "$clean_root/opt/maven"
    cp -L /etc/ssl/certs/ca-certificates.crt "$clean_root/etc/ssl/certs/"
    if [ -d /etc/ssl/certs/java ]; then cp -RL /etc/ssl/certs/java "$clean_root/etc/ssl/certs/"; fi
    for configuration in /etc/java-*; do
        if [ -d "$configuration" ]; then cp -RL "$configuration" "$clean_root/etc/"; fi
    done
    # Debian's Maven is a folder of links to jars elsewhere.
    maven=$(readlink -f "$(command -v mvn)")
    maven=${maven%/bin/mvn}
    cp -RL "$maven/bin" "$maven/boot" "$maven/lib" "$maven/conf" "$clean_root/opt/maven/"
    ln -s /opt/maven/bin/mvn "$clean_root/usr/local/bin/mvn"
}

# in_clean_root COMMAND…: runs it in the clone, as root of the clean root. The mounts exist in a namespace of this command
# alone, and end with it, however it ends; setpriv and --kill-child end it when this script is killed.
in_clean_root() {
    exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
        .ci/enter-clean-root "$clean_folder" "$(dirname "$PWD")/shared" "$@"
}
