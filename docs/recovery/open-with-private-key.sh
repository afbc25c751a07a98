#!/bin/sh
# Opens a master copy that was made for a certificate (rsa:CERT.pem), with OpenSSL 3.
#
#   open-with-private-key.sh PRIVATE.pem COPY/recipient-1.bin KEY.pem
#
# The copy of an AES key ("aes_bits" in the manifest's "key") gives the raw key.
# COPY/manifest.json tells the certificate and the file ("kind": "certificate"). On an isolated
# host only: the AES key is an argument of a command, which others on the host can see, and the
# key is written to KEY.pem in the clear.
set -eu
umask 077
private=$1 file=$2 out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modulus=$(openssl rsa -in "$private" -noout -modulus)
modulus=${modulus#Modulus=}
split=$((${#modulus} / 2))
head -c "$split" "$file" >"$work/oaep"
tail -c "+$((split + 1))" "$file" >"$work/kwp"

openssl pkeyutl -decrypt -inkey "$private" -pkeyopt rsa_padding_mode:oaep \
    -pkeyopt rsa_oaep_md:sha1 -in "$work/oaep" -out "$work/aes"
openssl enc -d -id-aes256-wrap-pad -iv A65959A6 -in "$work/kwp" -out "$work/key.der" \
    -K "$(od -An -v -tx1 "$work/aes" | tr -d ' \n')"
case $(wc -c <"$work/key.der") in
16 | 24 | 32) cat "$work/key.der" >"$out" ;;
*) openssl pkey -inform DER -in "$work/key.der" -out "$out" ;;
esac
