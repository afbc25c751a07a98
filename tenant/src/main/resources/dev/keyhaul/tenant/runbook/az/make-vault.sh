# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
make_vault() {
  deleted=$(az keyvault list-deleted --resource-type vault --query "[?name=='$vault_name'].id" --output tsv) ||
    echo "deleted vaults cannot be listed"
  [ -z "$deleted" ] ||
    fail "a deleted vault holds the name $vault_name: recover it by az keyvault recover --name \
'$vault_name', or choose another name"
  group=$(az group exists --name "$resource_group")
  [ "$group" = true ] ||
    az group create --name "$resource_group" --location "$location" --output none
  az keyvault create --name "$vault_name" --resource-group "$resource_group" --location "$location" \
    --sku premium --retention-days 90 --enable-purge-protection true \
    --enable-rbac-authorization false --output none
}

# A vault lets a user who makes it use its keys, but not every service principal.
grant_own_access() {
  own_type=$(az account show --query user.type --output tsv)
  [ "$own_type" = servicePrincipal ] || return 0
  if hear az keyvault key list --id "$vault_url" --output none; then return 0; fi
  case $told in
  *Forbidden*) ;;
  *) fail "$told" ;;
  esac
  own_name=$(az account show --query user.name --output tsv)
  own_permissions='get list create import update sign decrypt getrotationpolicy'
  # Each permission is a word.
  # shellcheck disable=SC2086
  az keyvault set-policy --name "$vault_name" --spn "$own_name" --key-permissions $own_permissions --output none ||
    fail "the service principal $own_name may not use the keys of $vault_name, and cannot give itself access. Somebody \
who may must run: az keyvault set-policy --name '$vault_name' --object-id ITS-OBJECT-ID --key-permissions $own_permissions"
}

if step 'Finding or making the vault'; then
  there=$(az keyvault list --query "[?name=='$vault_name'].id" --output tsv)
  [ -n "$there" ] || make_vault
  if is_role_based; then require_role; else grant_own_access; fi
  [ -z "$second_vault_url" ] || in_second show_vault --output none
fi
