# shellcheck shell=sh disable=SC2154
# Sourced by `keyhaul demo`, `verify` and `.ci/run` after host.sh; needs root. Gets what the system lacks of programs.txt.

# Nothing of this comes from the environment.
unset -v apt brew dnf file files install manager missing name names package packages who word

# ensure_programs WHO: installs what WHO (as in the list's second column) needs and the system lacks, or says what to type
# and exits 1. Progress goes to stderr.
ensure_programs() {
    manager=$(package_manager)
    find_missing "$1"
    [ -n "$missing" ] || return 0
    case $manager in
        apt-get) install="apt-get install -y --no-install-recommends $packages" ;;
        dnf) install="dnf install -y --setopt=install_weak_deps=False $packages" ;;
        brew) install="brew install $packages" ;;
        *) fail "missing: $missing" "no apt-get, dnf or brew here: install them with this system's package manager" ;;
    esac
    if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
        fail "missing: $missing (and only root may install packages)" "sudo $install"
    fi
    say "installing $packages"
    install_packages </dev/null >&2 || fail "could not install $packages" "see above; then type: $install"
    find_missing "$1"
    [ -z "$missing" ] || fail "still missing after '$install': $missing" \
        "install it by hand; if another package has it, correct launcher/programs.txt"
}

package_manager() {
    for manager in apt-get dnf brew; do
        if command -v "$manager" >/dev/null; then
            printf '%s' "$manager"
            return 0
        fi
    done
}

# Sets missing to the names of what WHO needs and the system lacks, and packages to what brings them.
find_missing() {
    missing=
    packages=
    while IFS='|' read -r names who apt dnf brew files; do
        case $who in *" $1 "*) ;; *) continue ;; esac
        case $manager in
            apt-get) package=$apt ;;
            dnf) package=$dnf ;;
            brew) package=$brew ;;
            *) package= ;;
        esac
        case $package in *' - '*) continue ;; esac
        for name in $names; do
            is_there || need "$name"
        done
    done <"$root/launcher/programs.txt"
    missing=${missing# }
    packages=${packages# }
}

is_there() {
    # Any module that the user names takes SoftHSM's place.
    if [ "$name" = softhsm ] && [ -e "${KEYHAUL_PKCS11_MODULE:-${TEST_PKCS11_MODULE:-}}" ]; then return 0; fi
    case $files in
        *[!\ ]*) ;;
        *)
            command -v "$name" >/dev/null
            return
            ;;
    esac
    for file in $files; do
        if [ -e "$file" ]; then return 0; fi
    done
    return 1
}

need() {
    missing="$missing $1"
    for word in $package; do
        case "$packages " in *" $word "*) ;; *) packages="$packages $word" ;; esac
    done
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
