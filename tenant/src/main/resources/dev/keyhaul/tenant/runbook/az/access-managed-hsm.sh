show_vault() {
  az keyvault show --hsm-name "$vault_name" "$@"
}

find_role() {
  az keyvault role assignment list --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --query '[].id' --output tsv --only-show-errors
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
authorise() {
  found=$(find_role)
  [ -n "$found" ] || az keyvault role assignment create --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --output none
}

withdraw() {
  if ! found=$(find_role 2>&1); then
    case $found in
    # A principal that is not in the tenant has no access.
    *"Cannot find user or service principal"*) return ;;
    esac
    echo "$found"
    return 1
  fi
  [ -z "$found" ] || az keyvault role assignment delete --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --output none
}

# Without a scope, az may show the roles on the whole Managed HSM alone.
list_roles() {
  az keyvault role assignment list --hsm-name "$vault_name" --scope "/keys/$key_name" --output json
}

# The role is built in.
list_role_definitions() {
  echo '[]'
}
