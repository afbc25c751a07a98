show_vault() {
  az keyvault show --hsm-name "$vault_name" "$@"
}

# Nothing where there is no such role. A principal that is not in the tenant has none.
find_role() {
  if hear az keyvault role assignment list --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --query '[].id' --output tsv --only-show-errors
  then
    return
  fi
  case $told in
  *"Cannot find user or service principal"*) ;;
  *)
    echo "$told" >&2
    return 1
    ;;
  esac
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
authorise() {
  found=$(find_role)
  [ -n "$found" ] || az keyvault role assignment create --hsm-name "$vault_name" --role 'Managed HSM Crypto User' \
    --assignee https://aadrm.com/ --scope "/keys/$key_name" --output none
}

withdraw() {
  found=$(find_role) || return 1
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
