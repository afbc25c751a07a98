#!/bin/sh
# Opens a master copy that was made for a password, with OpenSSL 3.
#
#   open-with-password.sh PASSWORD-FILE COPY/recipient-1.bin KEY.pem
#
# COPY/manifest.json tells the file ("kind": "password"): it is an encrypted PKCS#8 key in DER. On
# an isolated host only: the key is written to KEY.pem in the clear.
set -eu
umask 077
openssl pkcs8 -inform DER -in "$2" -passin "file:$1" -out "$3"
