# Every operation on keys, by az with its default API version: as client.py does it.
#
#   client.sh kek VAULT            makes a KEK and prints its record: kid, n and e as base64url
#   client.sh all VAULT BLOB PEM   does the rest; a line for each operation: its name, a tab, "works" or what happened
set -eu
what=$1
vault=$2
name=${vault#https://}
name=${name%%.*}
case $vault in
*.managedhsm.*) place="--hsm-name $name" ;;
*) place="--vault-name $name" ;;
esac
kty=RSA-HSM

# az in one place: $place is two words.
key() {
  # shellcheck disable=SC2086
  az keyvault key "$@" $place --only-show-errors
}

value() {
  key "$@" --output tsv
}

if [ "$what" = kek ]; then
  key create --name kek --kty $kty --size 2048 --ops import --query '{kid: key.kid, n: key.n, e: key.e}' --output json
  exit 0
fi
blob=$3
pem=$4
folder=${blob%/*}

create() {
  [ "$(value create --name made --kty $kty --size 2048 --query 'length(key.keyOps)')" = 6 ]
}

import_blob() {
  [ "$(value import --name from-blob --kty RSA --byok-file "$blob" --query key.kty)" = RSA-HSM ]
}

import_jwk() {
  value import --name from-jwk --pem-file "$pem" --protection software --query key.kid
}

pages() {
  for number in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
    key create --name "page-$number" --kty $kty --size 2048 --output none
  done
  [ "$(value list --query "length([?contains(kid, '/page-')])")" = 30 ]
  # The first page alone.
  [ "$(value list --maxresults 7 --query 'length(@)')" = 7 ]
}

versions() {
  key create --name made --kty $kty --size 2048 --output none
  [ "$(value list-versions --name made --query 'length(@)')" = 2 ]
  [ "$(value list-versions --name nobody --query 'length(@)')" = 0 ]
}

update() {
  [ "$(value set-attributes --name page-0 --enabled false --query attributes.enabled)" = false ]
  [ "$(value set-attributes --name page-0 --enabled true --tags a=b --query tags.a)" = b ]
}

sign() {
  digest=$(printf text | openssl dgst -sha256 -binary | openssl base64 -A)
  signature=$(value sign --name from-blob --algorithm RS256 --digest "$digest" --query signature)
  [ "$(value verify --name from-blob --algorithm RS256 --digest "$digest" --signature "$signature" --query isValid)" = true ]
}

encrypt() {
  # With --data-type plaintext, az prints Python's b'text'.
  clear=$(printf text | openssl base64 -A)
  sealed=$(value encrypt --name from-blob --algorithm RSA-OAEP-256 --value "$clear" --data-type base64 --query result)
  [ "$(value decrypt --name from-blob --algorithm RSA-OAEP-256 --value "$sealed" --data-type base64 --query result)" = "$clear" ]
}

delete() {
  key delete --name page-1 --output none
  [ -n "$(value show-deleted --name page-1 --query recoveryId)" ]
  [ "$(value list-deleted --query "length([?contains(kid, '/page-1/') || ends_with(kid, '/page-1')])")" = 1 ]
  key recover --name page-1 --output none
  [ -n "$(value show --name page-1 --query key.kid)" ]
}

backup() {
  key backup --name page-2 --file "$folder/backup"
  key delete --name page-2 --output none
  key purge --name page-2 --output none
  [ -n "$(value restore --file "$folder/backup" --query key.kid)" ]
}

rotate() {
  before=$(value show --name page-3 --query key.kid)
  after=$(value rotate --name page-3 --query key.kid)
  [ -n "$after" ] && [ "$before" != "$after" ]
}

policy() {
  [ "$(value rotation-policy show --name page-4 --query 'length(lifetimeActions)')" -gt 0 ]
  echo '{"lifetimeActions": [{"trigger": {"timeAfterCreate": "P90D"}, "action": {"type": "Rotate"}}]}' >"$folder/policy"
  [ "$(value rotation-policy update --name page-4 --value "$folder/policy" --query 'length(lifetimeActions)')" = 2 ]
}

random() {
  # az prints Python's b'...' around the Base64.
  drawn=$(value random --count 16 --query value | sed "s/^b'\\(.*\\)'$/\\1/")
  [ "$(printf %s "$drawn" | openssl base64 -d -A | wc -c)" -eq 16 ]
}

attestation() {
  [ -n "$(value get-attestation --name made --query privateKeyAttestation)" ]
}

errors() {
  if said=$(key show --name nobody --output none 2>&1); then
    return 1
  fi
  case $said in *KeyNotFound*) ;; *) echo "$said" && return 1 ;; esac
}

# Each in a shell of its own, where each command must succeed.
cell() {
  if said=$(sh "$0" "$1" "$vault" "$blob" "$pem" 2>&1); then
    printf '%s\tworks\n' "$2"
  else
    printf '%s\t%s\n' "$2" "$(echo "failed: $said" | tr '\n' ' ')"
  fi
}

in_a_managed_hsm() {
  case $vault in
  *.managedhsm.*) cell "$@" ;;
  *) printf '%s\ta vault has none\n' "$2" ;;
  esac
}

if [ "$what" != all ]; then
  "$what"
  exit 0
fi
cell create 'create'
cell import_blob 'import a blob'
# az reads a PEM file, and sends its numbers as a JWK.
cell import_jwk 'import a JWK'
cell pages 'lists and pages'
cell versions 'versions'
cell update 'update'
cell sign 'sign and verify'
cell encrypt 'encrypt and decrypt'
printf 'wrap and unwrap\taz has no command\n'
cell delete 'delete and recover'
cell backup 'back up, purge, restore'
cell rotate 'rotate'
cell policy 'rotation policy'
in_a_managed_hsm random 'random bytes'
in_a_managed_hsm attestation 'attestation'
cell errors 'errors'
