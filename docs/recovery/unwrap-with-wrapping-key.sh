#!/bin/sh
# Brings a master copy back into the token that holds its AES wrapping key, with OpenSC's
# pkcs11-tool (0.26 or later).
#
#   unwrap-with-wrapping-key.sh MODULE TOKEN WRAPPING-KEY-ID COPY/recipient-1.bin NEW-LABEL NEW-ID \
#       [TYPE]
#
# TYPE is RSA (the default), EC or AES, by the manifest's "key": "modulus_bits", "curve" or
# "aes_bits".
# COPY/manifest.json tells the token, the key's id and the file ("kind": "token-aes"). The PIN is
# read from the environment variable PIN. pkcs11-tool leaves to the token which attributes the new
# key gets; SoftHSM gives it every use. Tokens name AES key wrap with padding in two ways:
# CKM_AES_KEY_WRAP_KWP (0x210B) and, SoftHSM 2.6, CKM_AES_KEY_WRAP_PAD (0x210A).
set -eu
module=$1 token=$2 wrapping=$3 file=$4 label=$5 id=$6 type=${7:-RSA}

for mechanism in 0x210B 0x210A; do
    if pkcs11-tool --module "$module" --token-label "$token" --login --pin env:PIN \
        --unwrap --mechanism "$mechanism" --id "$wrapping" --input-file "$file" \
        --key-type "$type:" --application-label "$label" --application-id "$id" \
        --sensitive --private; then
        exit 0
    fi
done
echo "the token unwraps by neither name of AES key wrap with padding" >&2
exit 1
