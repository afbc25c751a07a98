#!/bin/sh
# Takes a tenant key from a PFX file into Azure Key Vault, as a software key. Change the names below to yours, or set
# them in the environment. Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
set -eu

pfx=${PFX:-tenant.pfx}
password_file=${PASSWORD_FILE:-pfx.password}          # readable by you alone
vault=${VAULT:-https://contoso-kv.vault.azure.net}    # where the key goes, and its name there
name=${NAME:-tenant}

# Whether the vault has a key of a name. Any failure but not-found stops the script.
has_key() {
  if said=$(keyhaul vault show-key --vault "$vault" --name "$1" 2>&1 >/dev/null); then return 0; fi
  case $said in
  *"cannot get key $1: the service returned 404 KeyNotFound"*) return 1 ;;
  esac
  echo "$said" >&2
  exit 1
}

# The key goes over TLS as it is; the vault must then hold that very key, and sign with it. A run that was stopped
# between the import and the proof goes on with the proof: it knows your key by its public half.
if [ ! -e proof.json ]; then
  if has_key "$name"; then
    [ -e tenant.pem ] ||
      keyhaul key export-public --key "pfx:$pfx" --password-file "$password_file" -o tenant.pem
    keyhaul vault set-key-operations --vault "$vault" --name "$name" --expect tenant.pem --json >proof.part
  else
    keyhaul vault import-key --key "pfx:$pfx" --password-file "$password_file" --vault "$vault" --name "$name" \
      --protection software --json >proof.part
  fi
  mv proof.part proof.json
fi
cat proof.json

# Whoever has a copy of the PFX file and its password has the key still.
# 'keyhaul tenant runbook --origin pfx' writes all that comes before and after, for your tenant.
