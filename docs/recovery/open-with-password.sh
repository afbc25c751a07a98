#!/bin/sh
# Opens a master copy that was made for a password, with OpenSSL 3.
#
#   open-with-password.sh PASSWORD-FILE COPY/recipient-1.bin KEY.pem
#
# The copy of an AES key ("aes_bits" in the manifest's "key") gives the raw key. OpenSSL's commands
# read no such PKCS#8, so it is decrypted by its parts, and the password is an argument of a
# command, which others on the host can see.
#
# COPY/manifest.json tells the file ("kind": "password"): it is an encrypted PKCS#8 key in DER. On
# an isolated host only: the key is written to KEY.pem in the clear.
set -eu
umask 077
password=$1 file=$2 out=$3

# salt, IV and ciphertext
strings=$(openssl asn1parse -inform DER -in "$file" | sed -n 's/.*OCTET STRING *\[HEX DUMP\]://p')
# shellcheck disable=SC2086 # three words
set -- $strings
if [ ${#3} -gt 128 ]; then
    openssl pkcs8 -inform DER -in "$file" -passin "file:$password" -out "$out"
    exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl kdf -binary -keylen 32 -kdfopt digest:SHA256 -kdfopt "pass:$(cat "$password")" \
    -kdfopt "hexsalt:$1" -kdfopt iter:600000 -out "$work/aes" PBKDF2
tail -c $((${#3} / 2)) "$file" |
    openssl enc -d -aes-256-cbc -iv "$2" -K "$(od -An -v -tx1 "$work/aes" | tr -d ' \n')" \
        -out "$work/key.der"
# SEQUENCE, version and algorithm stand before the key.
tail -c +20 "$work/key.der" >"$out"
