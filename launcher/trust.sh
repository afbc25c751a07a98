# shellcheck shell=sh disable=SC2154
# Sourced by `keyhaul`; needs root, home, jar and archives. Whoever can write to the installation runs code as whoever
# starts it.

# Sets untrusted to the first file or folder of the installation, or folder on the way to it, that somebody other than
# root and this user can change; empty when there is none.
find_untrusted() {
    read_identity
    changeable_by_others '' "$root" "$root/keyhaul" "$root/launcher" "$root"/launcher/* "$home" "$jar" \
        "$home/lib" "$home"/lib/* "$home"/lib/*/* "$home/natives" "$home"/natives/* "$home"/natives/*/* \
        "$home/audit" "$home"/audit/* "$home"/audit/*/* "$home"/audit/natives/*/* "$home"/audit/duckdb/*/*/* \
        "$home/accelerator" "$home"/accelerator/* "$home"/accelerator/*/* "$home"/accelerator/*/*/* \
        "$home"/accelerator/*/*/*/* "$home"/accelerator/*/*/*/*/* "$home"/accelerator/*/*/*/*/*/* \
        "$home"/accelerator/*/*/*/*/*/*/* \
        "$home/sources" "$home"/sources/* "$archives" "$archives"/*
    [ -z "$untrusted" ] || return 0
    # Whoever can rename a folder on the way can put another in its place; in a sticky one, as /tmp, only its owner can.
    way=$home
    set --
    while [ -n "$way" ]; do
        way=${way%/*}
        set -- "$@" "${way:-/}"
    done
    changeable_by_others -1000 "$@"
}

is_trusted() {
    [ -n "${untrusted+known}" ] || find_untrusted
    [ -z "$untrusted" ]
}

require_trusted() {
    is_trusted || refuse "others can change $untrusted: what they put there would run as you, with your keys" \
        "it must belong to you or root, and nobody else may write: chown -R and chmod -R go-w; see docs/INSTALL.md"
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

# changeable_by_others MODE PATH…: files with all bits of MODE pass. What is missing is found missing by who needs it.
changeable_by_others() {
    passes=$1
    shift
    untrusted=$(find -L "$@" -prune ${passes:+! -perm "$passes"} \( ! -user 0 ! -user "$me" -o -perm -002 -o \
        -perm -020 ${own_group:+! -group "$own_group"} \) -print 2>/dev/null || true)
    untrusted=${untrusted%%"
"*}
}
