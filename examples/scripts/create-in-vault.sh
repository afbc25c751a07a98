#!/bin/sh
# Makes a tenant key in Azure Key Vault, in its HSM. Change the names below to yours, or set them in the environment.
# Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
set -eu

vault=${VAULT:-https://contoso-kv.vault.azure.net}    # where the key is made, and its name there
name=${NAME:-tenant}

# RSA-HSM, 2048 bits, the six operations, not exportable; the vault must then sign and decrypt with it.
if [ ! -e proof.json ]; then
  keyhaul vault create --vault "$vault" --name "$name" --json >proof.part
  mv proof.part proof.json
fi
cat proof.json

# Nobody has a copy of this key, and nobody can make one: there is no way out of Azure with it.
# A key that somebody made there before, and that lacks operations: keyhaul vault set-operations.
# 'keyhaul tenant runbook --origin vault' writes all that comes before and after, for your tenant.
