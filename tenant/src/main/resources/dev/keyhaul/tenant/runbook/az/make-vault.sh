# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
show_vault --output none 2>/dev/null ||
  az keyvault create --name "$vault_name" --resource-group "$resource_group" --location "$location" \
    --sku premium --retention-days 90 --enable-purge-protection true \
    --enable-rbac-authorization false --output none
! is_role_based || require_role
