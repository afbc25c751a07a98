#!/bin/sh
# in-opencryptoki.sh DAEMON TOKEN COMMAND…: runs COMMAND where openCryptoki has one empty software token and a daemon of its
# own. TOKEN is the path of libpkcs11_sw.so.
# Runs in mount, IPC and process namespaces: what it mounts and starts ends with it.
set -eu

daemon=$1
token=$2
shift 2

# folder MODE PATH…: folders of the daemon's group.
folder() {
    mode=$1
    shift
    mkdir -p "$@"
    chgrp pkcs11 "$@"
    chmod "$mode" "$@"
}

mount -t tmpfs none /run
mount -t tmpfs none /dev/shm
mount -t tmpfs none /etc/opencryptoki
mount -t tmpfs none /var/lib/opencryptoki
# openCryptoki 3.8 brings no folder of its own for logs.
mount -t tmpfs none /var/log
mkdir -p /run/lock
folder 770 /run/opencryptoki /run/lock/opencryptoki /var/log/opencryptoki /var/lib/opencryptoki \
    /var/lib/opencryptoki/HSM_MK_CHANGE /var/lib/opencryptoki/swtok /var/lib/opencryptoki/swtok/TOK_OBJ

cat >/etc/opencryptoki/opencryptoki.conf <<CONFIGURATION
version opencryptoki-3.23

slot 0
{
stdll = $token
tokversion = 3.12
}
CONFIGURATION
# Without a list of strengths, which may be empty, C_Initialize answers CKR_GENERAL_ERROR.
printf 'version strength-0\n' >/etc/opencryptoki/strength.conf
chgrp pkcs11 /etc/opencryptoki/strength.conf
chmod 640 /etc/opencryptoki/strength.conf

"$daemon"
exec "$@"
