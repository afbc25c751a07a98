#!/bin/sh
# Takes a tenant key from an HSM into Azure Key Vault. Change the names below to yours, or set them in the environment.
# Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
set -eu

token=${TOKEN:-hsm}                                   # the token, and the key in it
label=${LABEL:-tenant}
pin_file=${PIN_FILE:-hsm.pin}                         # readable by you alone
vault=${VAULT:-https://contoso-kv.vault.azure.net}    # where the key goes, and its name there
name=${NAME:-tenant}
kek=${KEK:-ceremony-1}                                # a KEK for this one transfer
kek_sha256=${KEK_SHA256:-}                            # its fingerprint; empty: the terminal asks for it

key="pkcs11:token=$token;object=$label"

# Whether the vault has a key of a name. Any failure but not-found stops the script.
has_key() {
  if said=$(keyhaul vault show-key --vault "$vault" --name "$1" 2>&1 >/dev/null); then return 0; fi
  case $said in
  *"cannot get key $1: the service returned 404 KeyNotFound"*) return 1 ;;
  esac
  echo "$said" >&2
  exit 1
}

# With network: the KEK. Its record holds its identifier and public key; whoever can write that file can forge it.
if [ ! -e kek.json ]; then
  has_key "$kek" || keyhaul kek create --vault "$vault" --name "$kek"
  keyhaul kek download --vault "$vault" --name "$kek" -o kek.json
fi

# A second person, on another machine, obtains the KEK's fingerprint from the vault itself, not from kek.json:
#   az keyvault key download --id "$vault/keys/$kek" --encoding DER --file kek.der && sha256sum kek.der

# Where the HSM is, without network: the token wraps the key, reopens it and signs with it. The import proves the rest.
[ -e tenant.byok ] || keyhaul byok create --key "$key" --pin-file "$pin_file" --kek kek.json -o tenant.byok \
  --vault "$vault" ${kek_sha256:+--kek-sha256 "$kek_sha256"}
[ -e tenant.pem ] || keyhaul key export-public --key "$key" --pin-file "$pin_file" -o tenant.pem

# With network again: the vault must hold the key of tenant.pem, and sign with it. A run that was stopped between the
# import and the proof goes on with the proof: it knows your key by its public half.
if [ ! -e proof.json ]; then
  if has_key "$name"; then
    keyhaul vault set-key-operations --vault "$vault" --name "$name" --expect tenant.pem --json >proof.part
  else
    keyhaul vault import-key --blob tenant.byok --vault "$vault" --name "$name" --expect tenant.pem --kek kek.json --json \
      >proof.part
  fi
  mv proof.part proof.json
fi

# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
keyhaul kek disable --vault "$vault" --name "$kek" >/dev/null
cat proof.json

# 'keyhaul tenant runbook --origin hsm' writes all that comes before and after, for your tenant.
