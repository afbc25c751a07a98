show_vault() {
  az keyvault show --name "$vault_name" "$@"
}

# Azure Rights Management may get, decrypt and sign, and nothing else.
authorise() {
  az keyvault set-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 \
    --key-permissions get decrypt sign --output none
}

withdraw() {
  if said=$(az keyvault delete-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 --output none 2>&1)
  then
    return
  fi
  case $said in
  # It has been withdrawn already.
  *"No matching policies found"*) return ;;
  *--enable-rbac-authorization*) said="$said. Remove the role by hand: \
az role assignment list --all --assignee 00000012-0000-0000-c000-000000000000 lists it" ;;
  esac
  echo "$said"
  return 1
}

# A vault with access policies has no roles that count.
list_roles() {
  echo '[]'
}
