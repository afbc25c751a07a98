# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
sign_in() {
  az account show --output none 2>/dev/null || az login --tenant "$tenant_id" --output none || return 1
  az account set --subscription "$subscription" || return 1
  [ "$(az account show --query tenantId --output tsv)" = "$tenant_id" ] ||
    fail "the subscription is of another tenant: az login --tenant $tenant_id"
}
