# The key is made in Azure's HSM. Nobody has a copy of it: there is no way to leave with it.
az keyvault key show --id "$vault_url/keys/$key_name" --output none 2>/dev/null ||
  az keyvault key create --id "$vault_url/keys/$key_name" --kty RSA-HSM --size 2048 \
    --ops encrypt decrypt sign verify wrapKey unwrapKey --output none
