#!/bin/sh
# What a shell script takes that wraps key files with the openssl command, three processes of openssl a key.
#   openssl-batch.sh KEK.pem FOLDER-OF-DER-KEYS OUT-FOLDER
set -eu
kek=$1
out=$3
mkdir -p "$out"
for key in "$2"/*; do
    name=$out/${key##*/}
    aes=$(openssl rand -hex 32)
    # Here for comparison only: an argument is no place for a key.
    openssl enc -e -id-aes256-wrap-pad -K "$aes" -iv A65959A6 -in "$key" -out "$name.kwp"
    printf '%b' "$(printf '%s' "$aes" | sed 's/../\\x&/g')" \
        | openssl pkeyutl -encrypt -pubin -inkey "$kek" -pkeyopt rsa_padding_mode:oaep -out "$name.oaep"
    cat "$name.oaep" "$name.kwp" > "$name.blob"
    rm "$name.oaep" "$name.kwp"
done
