# The key is made in Azure's HSM. Nobody has a copy of it: there is no way to leave with it.
if [ ! -e proof.json ]; then
  az keyvault key create --id "$vault_url/keys/$key_name" --kty RSA-HSM --size 2048 \
    --ops encrypt decrypt sign verify wrapKey unwrapKey --output json >proof.part
  mv proof.part proof.json
fi
