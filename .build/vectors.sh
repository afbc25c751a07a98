# shellcheck shell=sh disable=SC2154
# Sourced by `verify` after host.sh; needs root. Gets test data of other projects out of Debian's packages, into
# target/vectors/PACKAGE: nothing is installed, and nothing is committed.

# Nothing of this comes from the environment.
unset -v file files package status unpacked who

# ensure_vectors: gets what programs.txt lists for 'vectors' and is not there yet. Without apt-get, or without the package,
# the tests that read it are skipped with that reason; CI fails instead.
ensure_vectors() {
    command -v apt-get >/dev/null || return 0
    while IFS='|' read -r _ who package _ _ files; do
        case $who in *' vectors '*) ;; *) continue ;; esac
        package=$(printf '%s' "$package" | tr -d ' ')
        [ ! -d "$root/target/vectors/$package" ] || continue
        say "getting test data of $package"
        if ! get_vectors </dev/null >&2; then
            [ -z "${CI:-}" ] || fail "could not get the package $package" "see above; it is Debian's"
            say "without $package, tests are skipped"
        fi
    done <"$root/launcher/programs.txt"
}

get_vectors() {
    unpacked=$root/target/vectors/.$package.$$
    mkdir -p "$unpacked"
    status=0
    (
        cd "$unpacked"
        # The user _apt may not write here; and a new machine has no package lists.
        apt-get -o APT::Sandbox::User=root download -qq "$package" 2>/dev/null \
            || { apt-get update -qq && apt-get -o APT::Sandbox::User=root download -qq "$package"; }
        # shellcheck disable=SC2086 # paths without spaces
        set -- $files
        # In the package, each path begins with a point.
        for file in "$@"; do set -- "$@" ".$file"; shift; done
        dpkg-deb --fsys-tarfile -- *.deb | tar -x -f - -- "$@"
        rm -f -- *.deb
    ) || status=1
    if [ "$status" -eq 0 ]; then mv "$unpacked" "$root/target/vectors/$package"; fi
    rm -rf "$unpacked"
    return "$status"
}
