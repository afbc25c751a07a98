# The emergency: nothing that the key protects can be opened until it is authorised and enabled again.
if [ "${1:-}" = revoke ]; then
  withdraw
  az keyvault key set-attributes --id "$vault_url/keys/$key_name" --enabled false --output none
  echo "revoked: $vault_url/keys/$key_name"
  exit 0
fi
