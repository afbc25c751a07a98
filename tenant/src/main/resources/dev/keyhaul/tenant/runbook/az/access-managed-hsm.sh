show_vault() {
  az keyvault show --hsm-name "$vault_name" "$@"
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
authorise() {
  [ -n "$(az keyvault role assignment list --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --query '[].id' --output tsv)" ] ||
    az keyvault role assignment create --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
      --assignee https://aadrm.com/ --scope "/keys/$key_name" --output none
}

withdraw() {
  az keyvault role assignment delete --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --output none
}

list_roles() {
  az keyvault role assignment list --hsm-name "$vault_name" --output json
}

# The role is built in.
list_role_definitions() {
  echo '[]'
}
