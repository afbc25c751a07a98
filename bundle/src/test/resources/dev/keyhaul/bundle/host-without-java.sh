#!/bin/sh
# A host that has no Java and no network, for as long as a command runs on it: a root with a shell, the programs that the
# launcher takes (programs.txt, 'demo') and SoftHSM, copied from this host, and the bundle, unpacked in /opt.
#
#   host-without-java.sh PROGRAMS FOLDER ARCHIVE COMMAND...
#
# makes it in FOLDER, which is empty, and runs COMMAND in it: for root, as an ordinary user, who has a number and no name.
# Needs root, or user namespaces.
set -eu

# Nothing of this comes from the environment.
unset -v archive as device file files folder loopback name names namespaces programs who

programs=$1
folder=$(CDPATH='' cd -P -- "$2" && pwd)
archive=$3
shift 3

# put FILE PATH: copies it, and the libraries that it takes from this host.
put() {
    mkdir -p "$folder${2%/*}"
    cp -L "$1" "$folder$2"
    put_libraries "$1"
}

put_libraries() {
    ldd "$1" 2>/dev/null | sed -n 's/^[^/]*\(\/[^ ]*\).*/\1/p' | while read -r file; do
        case $file in "$folder"/*) continue ;; esac
        if [ ! -e "$folder$file" ]; then
            mkdir -p "$folder${file%/*}"
            cp -L "$file" "$folder$file"
        fi
    done
}

umask 022
mkdir "$folder/bin" "$folder/dev" "$folder/opt" "$folder/proc" "$folder/tmp"
chmod 1777 "$folder/tmp"
while IFS='|' read -r names who _ _ _ files; do
    case $who in *' demo '*) ;; *) continue ;; esac
    case $files in
        *[!\ ]*)
            for file in $files; do
                if [ -e "$file" ]; then
                    put "$file" "$file"
                    break
                fi
            done
            ;;
        *) for name in $names; do put "$(readlink -f -- "$(command -v "$name")")" "/bin/$name"; done ;;
    esac
done <"$programs"
tar -xzf "$archive" -C "$folder/opt"
mv "$folder"/opt/keyhaul-* "$folder/opt/keyhaul"
for file in "$folder"/opt/keyhaul/java/bin/java "$folder"/opt/keyhaul/java/lib/*.so "$folder"/opt/keyhaul/java/lib/server/*.so; do
    put_libraries "$file"
done

namespaces='--net --mount --pid --fork --kill-child'
as=--userspec=1000:1000
if [ "$(id -u)" -ne 0 ]; then
    # There, this user is root, and there is nobody else.
    namespaces="$namespaces --user --map-root-user"
    as=
fi
# The loopback of a new network is down, a host's is up: SIOCSIFFLAGS, IFF_UP.
loopback='import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 1))'
# shellcheck disable=SC2016,SC2086 # expanded inside; options without spaces
exec unshare $namespaces env AS="$as" LOOPBACK="$loopback" sh -euc '
    python3 -c "$LOOPBACK"
    mount -t proc proc "$0/proc"
    for device in null zero random urandom; do
        : >"$0/dev/$device"
        mount --bind "/dev/$device" "$0/dev/$device"
    done
    exec chroot $AS "$0" /bin/env -i PATH=/bin HOME=/tmp TERM=dumb "$@"' "$folder" "$@"
