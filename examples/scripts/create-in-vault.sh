#!/bin/sh
# Makes a tenant key in Azure Key Vault, in its HSM. Change the names below to yours, or set them in the environment.
# Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
set -eu

vault=${VAULT:-https://contoso-kv.vault.azure.net}    # where the key is made, and its name there
name=${NAME:-tenant}
key_sha256=${KEY_SHA256:-}                            # of a key whose answer was lost

# Whether the vault has a key of a name. Any failure but not-found stops the script.
has_key() {
  if said=$(keyhaul vault show-key --vault "$vault" --name "$1" 2>&1 >/dev/null); then return 0; fi
  case $said in
  *"cannot get key $1: the service returned 404 KeyNotFound"*) return 1 ;;
  esac
  echo "$said" >&2
  exit 1
}

# RSA-HSM, 2048 bits, the six operations, not exportable; the vault must then sign and decrypt with it. A key of this
# name is somebody else's, unless a proof that failed names its public half, or you do.
if [ ! -e proof.json ]; then
  if has_key "$name"; then
    [ -n "$key_sha256" ] || [ ! -e proof.part ] ||
      key_sha256=$(sed -n 's/.*"key_fingerprint": *"\([^"]*\)".*/\1/p' proof.part)
    if [ -z "$key_sha256" ]; then
      echo "there is a key $name already: choose another name. If it is the one of an earlier run whose answer was" \
        "lost, set KEY_SHA256 to its fingerprint (keyhaul vault show-key)" >&2
      exit 1
    fi
    keyhaul vault set-key-operations --vault "$vault" --name "$name" --expect "sha256:${key_sha256#sha256:}" --json \
      >proof.new
    mv proof.new proof.part
  else
    keyhaul vault create-key --vault "$vault" --name "$name" --json >proof.part
  fi
  mv proof.part proof.json
fi
cat proof.json

# Nobody has a copy of this key, and nobody can make one: there is no way out of Azure with it.
# A key that somebody made there before, and that lacks operations: keyhaul vault set-key-operations.
# 'keyhaul tenant runbook --origin vault' writes all that comes before and after, for your tenant.
