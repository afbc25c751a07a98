# shellcheck shell=sh disable=SC2154
# Sourced by `keyhaul`, `verify` and `.ci/run` after host.sh; needs root. Gets what the system lacks of programs.txt.

# Nothing of this comes from the environment.
unset -v absent apt brew candidates chosen dnf file files install lacking line manager missing name names package \
    packages unavailable wanted who word

# ensure_programs WHO…: installs what each WHO (as in the list's second column) needs and the system lacks, or says what to
# type and exits 1. Progress goes to stderr.
ensure_programs() {
    manager=$(package_manager)
    candidates=
    find_missing "$@"
    [ -n "$missing" ] || return 0
    if [ "$manager" = apt-get ]; then
        renew_package_lists
        read_candidates
        find_missing "$@"
        [ -z "$absent" ] || say "this system has no package of: $absent; what needs one of them is left out"
        [ -z "$unavailable" ] || fail "missing: $missing (the package lists have no $unavailable)" \
            "renew the lists (apt-get update), or add a source of packages that has it; then run this again"
        [ -n "$missing" ] || return 0
    fi
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
    find_missing "$@"
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

# Sets missing to the names of what each WHO needs and the system lacks, and packages to what brings them. Once apt's lists
# were read, sets absent to the names of what only tests need and the lists have no package of, which is then not missing,
# and unavailable to the packages of what is missing that the lists do not have.
find_missing() {
    missing=
    packages=
    absent=
    unavailable=
    wanted=
    while IFS='|' read -r names who apt dnf brew files; do
        is_for "$@" || continue
        case $manager in
            apt-get) package=$apt ;;
            dnf) package=$dnf ;;
            brew) package=$brew ;;
            *) package= ;;
        esac
        case $package in *' - '*) continue ;; esac
        lacking=
        for name in $names; do
            is_there || lacking="$lacking $name"
        done
        [ -z "$lacking" ] || need
    done <"$root/launcher/programs.txt"
    missing=${missing# }
    packages=${packages# }
    absent=${absent# }
    unavailable=${unavailable# }
}

# True when one of the WHO is in the second column.
is_for() {
    for word; do
        case $who in *" $word "*) return 0 ;; esac
    done
    return 1
}

is_there() {
    # Any module that the user names takes SoftHSM's place.
    if [ "$name" = softhsm ] && [ -e "${KEYHAUL_PKCS11_MODULE:-${TEST_PKCS11_MODULE:-}}" ]; then return 0; fi
    # Not a matter of the PATH.
    if [ "$name" = jdk ]; then
        has_java_home javac
        return
    fi
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

# Counts what is lacking of a line, by what the package lists have.
need() {
    wanted="$wanted $package"
    chosen=
    for word in $package; do
        if ! choose "$word"; then
            if is_for_tests_only; then
                absent=$absent$lacking
                return 0
            fi
            unavailable="$unavailable $word"
        fi
    done
    missing=$missing$lacking
    for word in $chosen; do
        case "$packages " in *" $word "*) ;; *) packages="$packages $word" ;; esac
    done
}

# choose NAME,NAME…: adds the first that the package lists have to chosen; where no lists were read, the first.
choose() {
    names=$1
    while [ -n "$names" ]; do
        name=${names%%,*}
        names=${names#"$name"}
        names=${names#,}
        case ${candidates:-" $name "} in
            *" $name "*)
                chosen="$chosen $name"
                return 0
                ;;
        esac
    done
    return 1
}

is_for_tests_only() {
    # shellcheck disable=SC2086 # a list of words
    set -- $who
    [ "$*" = verify ]
}

# What the lists do not have counts as what this system cannot have: root renews them, and anybody else needs some.
renew_package_lists() {
    if [ "$(id -u)" -eq 0 ]; then
        say "renewing the package lists"
        # Without the option, a list that cannot be downloaded is a warning.
        apt-get update -qq -o APT::Update::Error-Mode=any </dev/null >&2 \
            || fail "missing: $missing (and the package lists could not be renewed)" "see above; when apt-get update works, run this again"
    elif [ -z "$(apt-get indextargets 'Created-By: Packages')" ]; then
        fail "missing: $missing (and this system has no package lists)" "sudo apt-get update; then run this again"
    fi
}

# Sets candidates to the names among those wanted that the package lists have a package of.
read_candidates() {
    # shellcheck disable=SC2086 # a list of words
    candidates=" $(IFS=' ,' && LC_ALL=C apt-cache policy $wanted | names_with_candidate)"
}

names_with_candidate() {
    while IFS= read -r line; do
        case $line in
            [!\ ]*:) name=${line%:} ;;
            '  Candidate: (none)') ;;
            '  Candidate: '*) printf '%s ' "$name" ;;
        esac
    done
}

install_packages() {
    if [ "$manager" = apt-get ]; then export DEBIAN_FRONTEND=noninteractive; fi
    # shellcheck disable=SC2086 # a command and a list of package names, none with spaces
    $install
}
