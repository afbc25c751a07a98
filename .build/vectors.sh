# shellcheck shell=sh disable=SC2154
# Sourced by `verify` after host.sh; needs root. Gets test data of other projects out of Debian's packages, into
# target/vectors/PACKAGE: nothing is installed, and nothing is committed.

# Nothing of this comes from the environment.
unset -v file files package status unpacked versions who

# ensure_vectors: gets what programs.txt lists for 'vectors' and is not there yet. Without apt-get, or where the release has no
# such package, the tests that read it are skipped with that reason. CI fails if a package is there and cannot be had.
ensure_vectors() {
    command -v apt-get >/dev/null || return 0
    while IFS='|' read -r _ who package _ _ files; do
        case $who in *' vectors '*) ;; *) continue ;; esac
        package=$(printf '%s' "$package" | tr -d ' ')
        if has_vectors; then continue; fi
        say "getting test data of $package"
        status=0
        get_vectors </dev/null >&2 || status=$?
        case $status in
            0) ;;
            3) say "this release has no package $package: the tests that read it are skipped" ;;
            *)
                [ -z "${CI:-}" ] || fail "could not get the package $package" "see above; it is Debian's"
                say "without $package, tests are skipped"
                ;;
        esac
    done <"$root/launcher/programs.txt"
}

has_vectors() {
    for file in $files; do
        [ -e "$root/target/vectors/$package$file" ] || return 1
    done
}

# Fails, with 3 if renewed lists have no such package, and then leaves no folder. Who calls a function in a condition switches
# off 'set -e' in it, so each step says what its failure does.
get_vectors() {
    unpacked=$root/target/vectors/.$package.$$
    mkdir -p "$unpacked" || return 1
    status=0
    (
        cd "$unpacked" || exit 1
        # A new machine has no package lists; old ones name versions that are no more.
        download_vectors 2>/dev/null || renew_and_download || exit
        # shellcheck disable=SC2086 # paths without spaces
        set -- $files
        # In the package, each path begins with a point.
        for file in "$@"; do set -- "$@" ".$file"; shift; done
        dpkg-deb --fsys-tarfile -- *.deb | tar -x -f - -- "$@" || exit 1
        rm -f -- *.deb
    ) || status=$?
    if [ "$status" -eq 0 ]; then
        rm -rf "$root/target/vectors/$package"
        mv "$unpacked" "$root/target/vectors/$package" || status=1
    fi
    rm -rf "$unpacked"
    return "$status"
}

# The user _apt may not write here.
download_vectors() {
    apt-get -o APT::Sandbox::User=root download -qq "$package"
}

renew_and_download() {
    # A list that could not be renewed is a warning otherwise, and would look like a release without the package.
    apt-get update -qq -o APT::Update::Error-Mode=any || return 1
    versions=$(apt-cache madison "$package") || return 1
    [ -n "$versions" ] || return 3
    download_vectors
}
