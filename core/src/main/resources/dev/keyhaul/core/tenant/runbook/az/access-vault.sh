show_vault() {
  az keyvault show --name "$vault_name" "$@"
}

# Azure Rights Management may get, decrypt and sign, and nothing else.
authorise() {
  az keyvault set-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 \
    --key-permissions get decrypt sign --output none
}

withdraw() {
  az keyvault delete-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 --output none
}

# A vault with access policies has no roles that count.
list_roles() {
  echo '[]'
}
