#!/bin/sh
# pkcs11-tool-unwraps-rsa.sh MODULE: makes a token of SoftHSM with an AES key of known value, and has pkcs11-tool unwrap an RSA key
# that OpenSSL wrapped under it.
set -eu

module=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$work" >softhsm2.conf
export SOFTHSM2_CONF="$work/softhsm2.conf"

tool() {
    pkcs11-tool --module "$module" "$@"
}

tool --init-token --slot-index 0 --label probe --so-pin 12345678
tool --token-label probe --login --login-type so --so-pin 12345678 --init-pin --new-pin 1234
head -c 32 /dev/urandom >aes
tool --token-label probe --login --pin 1234 --write-object aes --type secrkey --key-type AES:32 --id 01 --usage-wrap
openssl genpkey -algorithm RSA -out rsa.pem
openssl pkcs8 -topk8 -nocrypt -in rsa.pem -outform DER -out rsa.der
openssl enc -e -id-aes256-wrap-pad -iv A65959A6 -K "$(od -An -v -tx1 aes | tr -d ' \n')" -in rsa.der -out wrapped
tool --token-label probe --login --pin 1234 --unwrap --mechanism 0x210A --id 01 --input-file wrapped --key-type RSA: \
    --application-label rsa --application-id 02
