# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
sign_in() {
  az account show --output none 2>/dev/null || az login --tenant "$tenant_id" --output none || return 1
  az account set --subscription "$subscription" || return 1
  [ "$(az account show --query tenantId --output tsv)" = "$tenant_id" ] ||
    fail "the subscription is of another tenant: az login --tenant $tenant_id"
}

# What this needs here, before anything is changed.
require_tools() {
  for program in az keyhaul; do
    command -v "$program" >/dev/null || fail "$program is not on the PATH"
  done
}

# Without a terminal nobody can be asked: each answer must be there before anything is changed.
require_answers() {
  [ ! -t 0 ] || return 0
  missing=
  [ "$mode" = force ] || missing="$missing; the argument force"
  [ -n "${pin_file-none}" ] || missing="$missing; the variable pin_file of this script"
  [ -n "${password_file-none}" ] || missing="$missing; the variable password_file of this script"
  [ -z "${kek_name-}" ] || [ -z "${key_source-}" ] || [ -e tenant.byok ] || [ -n "${KEK_SHA256-}" ] ||
    missing="$missing; the environment variable KEK_SHA256, the fingerprint of a KEK that is there"
  [ -z "$missing" ] || fail "nobody can be asked; missing: ${missing#; }"
}
