#!/bin/sh
# A tenant key's whole journey on a fresh host: made in one token, sent to a vault, lost, and brought back in another
# token. What keyhaul claims is checked with OpenSSL and OpenSC, which share no code with it.
#
# Needs keyhaul, openssl and pkcs11-tool on the PATH, SoftHSM, and an empty folder to work in; no network.
set -eu
umask 077

module=/usr/lib/softhsm/libsofthsm2.so
vault_url=https://rehearsal.vault.keyhaul.invalid # a name that resolves nowhere: --local-vault says where it is
tenant='pkcs11:token=hsm;object=tenant'
recovery='pkcs11:token=recovery;object=recovery'

step() {
    printf '\n== %s\n' "$1"
}

# Shows each command as it is typed. `env` runs the program, not this function again.
keyhaul() {
    printf '\n$ keyhaul %s\n' "$*" >&2
    env keyhaul "$@"
}

at_vault() {
    keyhaul "$@" --vault "$vault_url" --local-vault vault.access
}

# opensc TOKEN ARGUMENT...: the PIN goes through the environment: everybody can read a process's arguments.
opensc() {
    token=$1
    shift
    PIN=$(cat "$token.pin") pkcs11-tool --module "$module" --token-label "$token" --login --pin env:PIN "$@"
}

# check CLAIM COMMAND...: the claim holds when the command succeeds.
held=0
check() {
    claim=$1
    shift
    if ! "$@" >check.log 2>&1; then
        printf 'DOES NOT HOLD: %s\n' "$claim"
        cat check.log
        exit 1
    fi
    held=$((held + 1))
    printf 'holds: %s\n' "$claim"
}

# json NAME: the string of that name in the JSON on standard input.
json() {
    sed -n "s/^ *\"$1\": \"\\([^\"]*\\)\".*/\\1/p"
}

unbase64url() {
    basenc --base64url --decode
}

fingerprint_by_openssl() {
    openssl pkey -pubin -in "$1" -outform DER | openssl dgst -sha256 -r | cut -d ' ' -f 1
}

step 'Two tokens: the HSM, and the one that will hold the master copy'

# The home folder may be read-only; what this host remembers then needs another place.
export XDG_STATE_HOME="$PWD/state"
export SOFTHSM2_CONF="$PWD/softhsm2.conf"
mkdir tokens
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$PWD" >"$SOFTHSM2_CONF"
for name in hsm hsm-so recovery recovery-so; do
    openssl rand -hex 8 >"$name.pin"
done
keyhaul token init --token hsm --so-pin-file hsm-so.pin --pin-file hsm.pin
keyhaul token init --token recovery --so-pin-file recovery-so.pin --pin-file recovery.pin

opensc_lists_both_tokens() {
    pkcs11-tool --module "$module" --list-token-slots | awk '/token label/ { print $NF }' | sort | tr '\n' ' ' \
        | grep -x 'hsm recovery '
}
check 'OpenSC lists both tokens' opensc_lists_both_tokens

step 'The tenant key, and a recovery pair that unwraps and does nothing else'

keyhaul key generate --token hsm --label tenant --pin-file hsm.pin
keyhaul key generate --token recovery --label recovery --purpose recovery --pin-file recovery.pin
keyhaul key export-public --key "$tenant" --pin-file hsm.pin -o tenant.pem

# private_key TOKEN LABEL: what OpenSC shows of it.
private_key() {
    opensc "$1" --list-objects --type privkey | grep -A 3 "label: *$2\$"
}
tenant_can_be_wrapped() {
    private_key hsm tenant | grep -x ' *Access: *sensitive, always sensitive, extractable, local'
}
recovery_only_unwraps() {
    private_key recovery recovery | grep -x ' *Usage: *unwrap' &&
        private_key recovery recovery | grep -x ' *Access: *sensitive, always sensitive, never extractable, local'
}
public_keys_agree() {
    opensc hsm --read-object --type pubkey --label tenant --output-file opensc.der &&
        openssl pkey -pubin -in tenant.pem -outform DER | cmp - opensc.der
}
check 'OpenSC: the tenant key was made in the token, and leaves it wrapped only' tenant_can_be_wrapped
check 'OpenSC: the recovery key unwraps, does nothing else, and never leaves' recovery_only_unwraps
check 'OpenSC reads the same public key from the token' public_keys_agree

step 'A vault on this machine, and a KEK in it'

env keyhaul local-vault --access-file vault.access >vault.log 2>&1 &
vault=$!
trap 'kill "$vault"' EXIT
until [ -s vault.access ]; do
    kill -0 "$vault" || { cat vault.log; exit 1; }
    sleep 0.2
done
at_vault kek create --name ceremony-1 --bits 3072 >/dev/null
at_vault kek download --name ceremony-1 -o kek.json >/dev/null

step 'The transfer blob, made and proven in the token'

keyhaul byok create --rehearsal --key "$tenant" --pin-file hsm.pin --kek kek.json -o tenant.byok
keyhaul inspect tenant.byok

# The vault shows its KEK's private half to nobody: a second blob goes under a KEK of OpenSSL's, for OpenSSL to open.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out openssl.key
openssl pkey -in openssl.key -pubout -out openssl.pem
keyhaul byok create --rehearsal --key "$tenant" --pin-file hsm.pin -o openssl.byok --kek openssl.pem \
    --kid "$vault_url/keys/openssl/0123456789abcdef0123456789abcdef" \
    --kek-sha256 "$(fingerprint_by_openssl openssl.pem)" >/dev/null

# Its ciphertext is an AES key under RSA-OAEP, as long as the KEK (256 bytes), then the tenant key under AES-KWP.
openssl_opens_the_blob() {
    json ciphertext <openssl.byok | unbase64url >blob.bin &&
        head -c 256 blob.bin | openssl pkeyutl -decrypt -inkey openssl.key -pkeyopt rsa_padding_mode:oaep >aes.bin &&
        tail -c +257 blob.bin >kwp.bin &&
        openssl enc -d -id-aes256-wrap-pad -K "$(basenc --base16 --wrap 0 aes.bin)" -iv A65959A6 -in kwp.bin \
            | openssl pkey -inform DER -pubout | cmp - tenant.pem
}
check 'OpenSSL alone opens such a blob, and finds the tenant key in it' openssl_opens_the_blob

step 'Into the vault: the blob, and the key in one step'

at_vault vault import-key --blob tenant.byok --name tenant --expect tenant.pem
at_vault vault import-key --rehearsal --key "$tenant" --pin-file hsm.pin --kek-name ceremony-1 --name in-one-step >/dev/null

# vault_holds_tenant_key NAME
vault_holds_tenant_key() {
    modulus=$(at_vault vault show-key --name "$1" --json | json n | unbase64url | basenc --base16 --wrap 0)
    openssl rsa -pubin -in tenant.pem -noout -modulus | grep -x "Modulus=$modulus"
}
check "OpenSSL: the uploaded key's modulus is that of the tenant key" vault_holds_tenant_key tenant
check "OpenSSL: so is the imported key's" vault_holds_tenant_key in-one-step

step 'The master copy; then the HSM loses the key'

fingerprint=sha256:$(fingerprint_by_openssl tenant.pem)
keyhaul backup create --key "$tenant" --pin-file hsm.pin --store copies --to "$recovery" --to-pin-file recovery.pin
keyhaul key delete --key "$tenant" --pin-file hsm.pin --expect "$fingerprint"

hsm_is_empty() {
    opensc hsm --list-objects >objects && ! grep Object objects
}
check 'OpenSC finds no key in the HSM any more' hsm_is_empty

step 'The key comes back in the other token'

id=$(keyhaul backup list --store copies --json | json id)
keyhaul backup restore --store copies --id "$id" --expect "$fingerprint" --token recovery --label tenant \
    --pin-file recovery.pin

# pkcs11-tool signs and decrypts with the first key it finds, unless it is told an ID.
restored_id=$(private_key recovery tenant | sed -n 's/^ *ID: *//p')
restored_is_locked_in() {
    private_key recovery tenant | grep -x ' *Access: *sensitive'
}
restored_signs() {
    echo 'to be signed' >message
    opensc recovery --sign --mechanism SHA256-RSA-PKCS --id "$restored_id" --input-file message \
        --output-file signature &&
        openssl dgst -sha256 -verify tenant.pem -signature signature message
}
restored_decrypts() {
    openssl pkeyutl -encrypt -pubin -inkey tenant.pem -pkeyopt rsa_padding_mode:oaep -in message -out encrypted &&
        opensc recovery --decrypt --mechanism RSA-PKCS-OAEP --hash-algorithm SHA-1 --id "$restored_id" \
            --input-file encrypted --output-file decrypted &&
        cmp message decrypted
}
check 'OpenSC: it is sensitive, and cannot leave this token' restored_is_locked_in
check 'what it signs through OpenSC, OpenSSL verifies with the public key from the beginning' restored_signs
check 'what OpenSSL encrypts to that public key, it decrypts through OpenSC' restored_decrypts

printf '\n%d checks hold.\n' "$held"
