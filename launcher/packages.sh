# shellcheck shell=sh
# Sourced by `keyhaul demo`, `verify` and `.ci/run` after host.sh: gets what the system lacks. A thing is named by what
# it is for; its package name depends on the system.

thing_is_there() {
    case $1 in
        softhsm) any_file "${KEYHAUL_PKCS11_MODULE:-${TEST_PKCS11_MODULE:-}}" /usr/lib/softhsm/libsofthsm2.so \
            /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so \
            /usr/lib64/libsofthsm2.so /usr/local/lib/softhsm/libsofthsm2.so /opt/homebrew/lib/softhsm/libsofthsm2.so ;;
        nss) any_file /usr/lib/*/libsoftokn3.so /usr/lib/*/nss/libsoftokn3.so /usr/lib64/libsoftokn3.so \
            /usr/lib/libsoftokn3.so /opt/homebrew/lib/libsoftokn3.dylib /usr/local/lib/libsoftokn3.dylib ;;
        # A compiler without the C library's headers (Debian's gcc alone) compiles nothing.
        gcc) command -v gcc >/dev/null && { [ "$(uname -s)" = Darwin ] || [ -e /usr/include/stdio.h ]; } ;;
        p11-kit) command -v p11-kit >/dev/null && any_file /usr/lib/*/pkcs11/p11-kit-client.so \
            /usr/lib64/pkcs11/p11-kit-client.so ;;
        opensc) command -v pkcs11-tool >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

any_file() {
    for file; do
        if [ -e "$file" ]; then
            return 0
        fi
    done
    return 1
}

package_manager() {
    for manager in apt-get dnf brew; do
        if command -v "$manager" >/dev/null; then
            printf '%s' "$manager"
            return 0
        fi
    done
}

# The packages of thing $2 for package manager $1.
package_of() {
    case $1:$2 in
        apt-get:softhsm) echo softhsm2 ;;
        apt-get:nss) echo libnss3 ;;
        apt-get:pdfinfo | dnf:pdfinfo) echo poppler-utils ;;
        brew:pdfinfo) echo poppler ;;
        apt-get:gcc) echo gcc libc6-dev ;;
        apt-get:p11-kit) echo p11-kit p11-kit-modules ;;
        dnf:p11-kit) echo p11-kit p11-kit-server ;;
        apt-get:dockerd) echo docker.io ;;
        dnf:nss) echo nss-softokn ;;
        dnf:gcc) echo gcc glibc-devel ;;
        dnf:dockerd) echo moby-engine ;;
        dnf:shellcheck) echo ShellCheck ;;
        *:mvn) echo maven ;;
        *) echo "$2" ;;
    esac
}

# ensure_packages THING…: installs those that are missing, or says what to type and exits 1. Progress goes to stderr.
ensure_packages() {
    manager=$(package_manager)
    packages=
    for thing; do
        thing_is_there "$thing" || packages="$packages $(package_of "$manager" "$thing")"
    done
    packages=${packages# }
    [ -n "$packages" ] || return 0
    case $manager in
        apt-get | dnf) install="$manager install -y $packages" ;;
        brew) install="brew install $packages" ;;
        *) fail "missing: $packages" "no apt-get, dnf or brew here: install them with this system's package manager" ;;
    esac
    if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
        fail "missing: $packages (and only root may install packages)" "sudo $install"
    fi
    say "installing $packages"
    install_packages </dev/null >&2 || fail "could not install $packages" "see above; then type: $install"
}

install_packages() {
    if [ "$manager" = apt-get ]; then
        export DEBIAN_FRONTEND=noninteractive
        # A list that cannot be renewed may still be good enough: the install decides.
        apt-get update -qq || true
    fi
    # shellcheck disable=SC2086 # a command and a list of package names, none with spaces
    $install
}
