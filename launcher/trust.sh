# shellcheck shell=sh disable=SC2154
# Sourced by `keyhaul`; needs root, home, jar and archives. Whoever can write to the installation runs code as whoever
# starts it.

# Nothing of this comes from the environment.
unset -v file folder group identity last link links me name newline own_group suspect suspects target untrusted user way
newline='
'

# Sets untrusted to the first file or folder of the installation, or folder on the way to it or to where a link of it
# leads, that somebody other than root and this user can change; empty if there is none.
find_untrusted() {
    read_user
    set -- "$root" "$root/keyhaul" "$root/launcher" "$root"/launcher/* "$home" "$jar" \
        "$home/lib" "$home"/lib/* "$home"/lib/*/* "$home/natives" "$home"/natives/* "$home"/natives/*/* \
        "$home/audit" "$home"/audit/* "$home"/audit/*/* "$home"/audit/natives/*/* "$home"/audit/duckdb/*/*/* \
        "$home/sources" "$home"/sources/* "$archives" "$archives"/*
    # A Java of the bundle's own; its legal notices are no code.
    if [ -d "$home/java" ]; then
        set -- "$@" "$home/java" "$home"/java/* "$home"/java/bin/* "$home"/java/conf/* "$home"/java/conf/*/* \
            "$home"/java/conf/*/*/* "$home"/java/conf/*/*/*/* "$home"/java/lib/* "$home"/java/lib/*/*
    fi
    # Whoever can rename a folder on the way can put another in its place.
    way=$home
    while [ -n "$way" ]; do
        way=${way%/*}
        name_folder "${way:-/}"
        set -- "$@" "$folder"
    done
    links=
    for file; do
        if [ -L "$file" ]; then links=$links$file$newline; fi
    done
    if [ -n "$links" ]; then
        set -f
        IFS=$newline
        # shellcheck disable=SC2046 # a line is a path
        set -- "$@" $(for link in $links; do way_of "$link" 20; done)
        unset IFS
        set +f
    fi
    # This file of ours, named as no other is, shows that find works at all, and to the end: where it does not, nothing
    # is known. A missing file is reported where it is needed.
    last=$root/././keyhaul
    suspects=$(exec find -L "$@" "$last" -prune \( ! -user 0 ! -user "$me" -o ! -path '*/./.' -perm -002 \
        -o ! -path '*/./.' -perm -020 -o -path '*/././keyhaul' \) -print 2>/dev/null) || true
    case $suspects in
        *"$last") set_untrusted "${suspects%"$last"}" ;;
        *) untrusted="$root, for all that is known: find does not answer" ;;
    esac
    if [ -z "$untrusted" ] && [ -n "$links" ]; then find_foreign_link "$@"; fi
}

# Sets untrusted to the first of these links that somebody else owns: in a sticky folder, he can lead it elsewhere.
find_foreign_link() {
    suspects=$(exec find "$@" "$last" -prune \( -type l ! -user 0 ! -user "$me" -o -path '*/././keyhaul' \) -print \
        2>/dev/null) || true
    case $suspects in
        "$last") ;;
        *"$last") untrusted=${suspects%%"$newline"*} ;;
        *) untrusted="$root, for all that is known: find does not answer" ;;
    esac
}

# Sets untrusted to the first of these lines that others can change after all, or to nothing.
set_untrusted() {
    untrusted=
    set -f
    IFS=$newline
    # shellcheck disable=SC2086 # a line is a path
    set -- $1
    unset IFS
    set +f
    for suspect; do
        if ! is_own_groups "$suspect"; then
            untrusted=${suspect%/./.}
            return
        fi
    done
}

# Sets folder to the name under which find gets $1, a folder on the way. In a sticky one, as /tmp, only who owns it, or
# what is in it, can rename that: it ends in /./., and find looks at its owner alone. One of ours is never meant so.
name_folder() {
    folder=$1
    case $1 in "$root" | "$root"/*) return ;; esac
    if [ -k "$1" ]; then folder=$1/./.; fi
}

# way_of PATH N: prints each folder and link on the way to PATH, and to where it leads through N links at most, one a line.
way_of() (
    way=$1
    while [ "$2" -gt 0 ] && [ -n "$way" ]; do
        if [ -L "$way" ]; then
            printf '%s\n' "$way"
            target=$(readlink "$way")
            case $target in /*) ;; *) target=${way%/*}/$target ;; esac
            way_of "$target" "$(($2 - 1))"
        fi
        way=${way%/*}
        name_folder "${way:-/}"
        printf '%s\n' "$folder"
    done
)

is_trusted() {
    [ -n "${untrusted+known}" ] || find_untrusted
    [ -z "$untrusted" ]
}

require_trusted() {
    is_trusted || refuse "others can change $untrusted: what they put there would run as you, with your keys" \
        "it must belong to you or root, and nobody else may write: chown -R and chmod -R go-w; see docs/INSTALL.md"
}

# Sets me to the user's number, without a program where the kernel tells it.
read_user() {
    if [ -r /proc/self/status ]; then
        while read -r name me _; do
            if [ "$name" = Uid: ]; then return; fi
        done </proc/self/status
    fi
    read_identity
}

# Sets me, and own_group to the group that bears the user's name, as most systems make one for each user: any other
# group is others.
read_identity() {
    identity=$(id)
    me=${identity#uid=}
    user=${me#*\(}
    me=${me%%[!0-9]*}
    own_group=${identity#*gid=}
    group=${own_group#*\(}
    own_group=${own_group%%[!0-9]*}
    # Names come in brackets; in a container a user may have none.
    case $identity in
        "uid=$me("*" gid=$own_group("*) [ "${user%%\)*}" = "${group%%\)*}" ] || own_group= ;;
        *) own_group= ;;
    esac
}

# True when only root, this user and a group of his own can write to $1. With an access list, which ls shows by a plus,
# the group's bits are those of the whole list. What ls does not tell is no.
is_own_groups() {
    [ -n "${own_group+known}" ] || read_identity
    # shellcheck disable=SC2046 # mode, links, owner and group
    set -- $(ls -ldnL "$1" 2>/dev/null)
    [ $# -gt 3 ] && [ -n "$own_group" ] && [ "$4" = "$own_group" ] || return 1
    case $1 in
        ????????w* | ??????????+*) return 1 ;;
    esac
    [ "$3" = 0 ] || [ "$3" = "$me" ]
}
