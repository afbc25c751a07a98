show_vault() {
  az keyvault show --name "$vault_name" "$@"
}

# A failure is no 'no'.
is_role_based() {
  role_based=$(show_vault --query properties.enableRbacAuthorization --output tsv) ||
    fail "cannot see whether $vault_name is role-based"
  [ "$role_based" = true ]
}

# On a role-based vault it needs a custom role: Key Vault Crypto User may do more than get, decrypt and sign.
role='Azure Information Protection BYOK'

has_role() {
  [ -n "$(az role assignment list --assignee 00000012-0000-0000-c000-000000000000 --include-inherited \
    --scope "$1" --query "[?roleDefinitionName=='$role'].id" --output tsv)" ]
}

print_role() {
  cat <<END
{
  "Name": "$role",
  "IsCustom": true,
  "Description": "Get, decrypt and sign, for Azure Rights Management",
  "Actions": [],
  "NotActions": [],
  "DataActions": [
    "Microsoft.KeyVault/vaults/keys/read",
    "Microsoft.KeyVault/vaults/keys/decrypt/action",
    "Microsoft.KeyVault/vaults/keys/sign/action"
  ],
  "NotDataActions": [],
  "AssignableScopes": ["${1%/providers/*}"]
}
END
}

# Roles are given by somebody who may: this prints what to run.
require_role() {
  vault_id=$(show_vault --query id --output tsv)
  has_role "$vault_id" && return
  print_role "$vault_id"
  echo "Save this as role.json, and have somebody who may give roles run:
  az role definition create --role-definition @role.json
  az role assignment create --role '$role' --assignee 00000012-0000-0000-c000-000000000000 --scope '$vault_id'"
  fail "$vault_name is role-based, and Azure Rights Management lacks the role: run the commands above"
}

# Azure Rights Management may get, decrypt and sign, and nothing else. On a role-based vault its role was seen before.
authorise() {
  if is_role_based; then
    require_role
    return
  fi
  az keyvault set-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 \
    --key-permissions get decrypt sign --output none
}

# What has been withdrawn already is no failure, and a principal that is not in the tenant has no access.
withdraw() {
  if hear az keyvault delete-policy --name "$vault_name" --spn 00000012-0000-0000-c000-000000000000 --output none; then
    return
  fi
  case $told in
  *"No matching policies found"* | *"Unable to get object id from principal name"*) ;;
  *--enable-rbac-authorization*) require_no_role ;;
  *)
    echo "$told" >&2
    return 1
    ;;
  esac
}

find_vault_roles() {
  if hear az role assignment list --assignee 00000012-0000-0000-c000-000000000000 --include-inherited \
    --scope "$1" --query '[].id' --output tsv --only-show-errors
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

require_no_role() {
  vault_id=$(show_vault --query id --output tsv) || return 1
  roles=$(find_vault_roles "$vault_id") || return 1
  [ -z "$roles" ] || {
    echo "$vault_name is role-based. Somebody who gives roles must run: az role assignment delete --ids" \
      "$(echo "$roles" | sed "s/.*/'&'/" | tr '\n' ' ')" >&2
    return 1
  }
}

# A vault with access policies has no roles that count.
list_roles() {
  if is_role_based; then
    az role assignment list --assignee 00000012-0000-0000-c000-000000000000 --include-inherited \
      --scope "$(show_vault --query id --output tsv)"
  else
    echo '[]'
  fi
}

list_role_definitions() {
  if is_role_based; then az role definition list --custom-role-only --output json; else echo '[]'; fi
}
