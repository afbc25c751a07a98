#!/bin/sh
# Brings a master copy back into the token that holds its AES wrapping key, with OpenSC's
# pkcs11-tool. For an RSA or EC key, it must be of OpenSC 0.26 or later; unwrap-in-token.c needs no
# OpenSC.
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

# OpenSC 0.23 unwraps no RSA or EC key, and says so only after it has logged in. Without a module,
# pkcs11-tool describes OpenSC's own.
opensc=$(pkcs11-tool --show-info 2>/dev/null |
    sed -n 's/^Library .*OpenSC smartcard framework (ver 0\.\([0-9]*\).*/\1/p')
if [ "$type" != AES ] && [ "${opensc:-26}" -lt 26 ]; then
    echo "OpenSC 0.$opensc does not unwrap an RSA or EC key: use OpenSC 0.26 or later," >&2
    echo "or compile unwrap-in-token.c, which needs no OpenSC" >&2
    exit 1
fi

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
