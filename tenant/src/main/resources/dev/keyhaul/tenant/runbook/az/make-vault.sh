# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise, and which role serves Rights Management is not documented.
show_vault --output none 2>/dev/null ||
  az keyvault create --name "$vault_name" --resource-group "$resource_group" --location "$location" \
    --sku premium --retention-days 90 --enable-purge-protection true \
    --enable-rbac-authorization false --output none
[ "$(show_vault --query properties.enableRbacAuthorization --output tsv)" != true ] ||
  fail "$vault_name is role-based: an access policy does nothing there"
