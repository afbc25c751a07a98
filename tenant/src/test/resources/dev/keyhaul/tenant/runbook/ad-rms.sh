#!/bin/sh
# keyhaul tenant runbook: a software key of AD RMS to Azure's HSM
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# In an emergency, to take the key away from Azure Rights Management: sh THIS-FILE revoke
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

case ${1:-} in
'' | revoke) ;;
*) fail "unknown argument $1: the only one is revoke" ;;
esac

tenant_id='8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
subscription='Contoso'\''s tenant key'
resource_group='contoso-aip'
location='northeurope'
vault_name='contoso-kv'
vault_url='https://contoso-kv.vault.azure.net'
key_name='tenant'
kek_name='ceremony-1'
key_source='tpd:Contoso'\''s estate.xml'
password_file='file.password'
region_url='https://rms.eu.aadrm.com/_wmcs/licensing'

# The URL of a key: with its version where a file of this folder names it, else that of its newest version.
recorded_url() {
  url=$(grep -os "$vault_url/keys/$2/[0-9a-f]\{32\}" "$1" | head -n 1)
  echo "${url:-$vault_url/keys/$2}"
}

show_vault() {
  az keyvault show --name "$vault_name" "$@"
}

is_role_based() {
  [ "$(show_vault --query properties.enableRbacAuthorization --output tsv)" = true ]
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
  echo "Save this as role.json, and run:
  az role definition create --role-definition @role.json
  az role assignment create --role '$role' --assignee 00000012-0000-0000-c000-000000000000 --scope '$vault_id'"
  fail "$vault_name is role-based, and Azure Rights Management lacks the role: then run this again"
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

# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
sign_in() {
  az account show --output none 2>/dev/null || az login --tenant "$tenant_id" --output none || return 1
  az account set --subscription "$subscription" || return 1
  [ "$(az account show --query tenantId --output tsv)" = "$tenant_id" ] ||
    fail "the subscription is of another tenant: az login --tenant $tenant_id"
}

# The emergency: nothing that the key protects can be opened until the key is enabled and authorised again. The key is
# disabled first. A step that fails is reported, and the steps after it are tried all the same. It may be run again.
attempt() {
  what=$1
  shift
  if said=$("$@" 2>&1); then
    echo "done: $what"
  else
    echo "failed: $what: $said"
    failed=yes
  fi
}

disable() {
  az keyvault key set-attributes --id "$1" --enabled false --output none
}

enabled_versions() {
  az keyvault key list-versions --id "$vault_url/keys/$key_name" --query '[?attributes.enabled].kid' --output tsv
}

disable_every_version() {
  if ! versions=$(enabled_versions); then
    echo "failed: list the enabled versions"
    failed=yes
  fi
  for version in $versions; do
    attempt "disable $version" disable "$version"
  done
}

if [ "${1:-}" = revoke ]; then
  failed=
  # Its questions must be seen, so its output is not kept.
  if (sign_in); then
    echo "done: sign in"
  else
    echo "failed: sign in"
    failed=yes
  fi
  key_url=$(recorded_url proof.json "$key_name")
  attempt "disable $key_url" disable "$key_url"
  disable_every_version
  attempt "withdraw the access of Azure Rights Management" withdraw
  # Again, for what failed the first time.
  disable_every_version

  left=$(enabled_versions) || left="its versions cannot be listed"
  if [ -n "$left" ]; then
    fail "$vault_url/keys/$key_name MAY STILL BE ENABLED ($left): correct what failed above, and run this again"
  fi
  echo "no version is enabled: $vault_url/keys/$key_name"
  echo "A user who has opened a document keeps access to it until the use licence expires."
  echo "To undo it: az keyvault key set-attributes --id $vault_url/keys/$key_name/VERSION --enabled true"
  echo "and give Azure Rights Management its access again, by the command in this script's function authorise."
  [ -z "$failed" ] || fail "a step failed, though no version is enabled: correct what failed above, and run this again"
  exit 0
fi

sign_in

# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
show_vault --output none 2>/dev/null ||
  az keyvault create --name "$vault_name" --resource-group "$resource_group" --location "$location" \
    --sku premium --retention-days 90 --enable-purge-protection true \
    --enable-rbac-authorization false --output none
! is_role_based || require_role

# A key of this name that this runbook did not bring there, and prove, is somebody else's.
if [ ! -e proof.json ] && az keyvault key show --id "$vault_url/keys/$key_name" --output none 2>/dev/null; then
  fail "there is a key $key_name already: choose another name"
fi

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
az keyvault key show --id "$vault_url/keys/$kek_name" --output none 2>/dev/null ||
  keyhaul kek create --vault "$vault_url" --name "$kek_name"
[ -e kek.json ] || keyhaul kek download --vault "$vault_url" --name "$kek_name" -o kek.json

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der && sha256sum kek.der

# The key is taken out of the trusted publishing domain (TPD) and wrapped: run these three without network. Carry
# kek.json there, and tenant.byok, tenant.pem and tenant-keyless.xml back. Keep the TPD: it is the way out, years
# later. Without a password file, the TPD's password is asked for.
[ -e tenant.byok ] ||
  keyhaul byok create --key "$key_source" ${password_file:+--password-file "$password_file"} \
    --kek kek.json -o tenant.byok --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
[ -e tenant.pem ] ||
  keyhaul key export-public --key "$key_source" ${password_file:+--password-file "$password_file"} -o tenant.pem
[ -e tenant-keyless.xml ] ||
  keyhaul tpd convert "${key_source#tpd:}" ${password_file:+--password-file "$password_file"} \
    --keyless-out tenant-keyless.xml

# With network again. --expect makes sure that Azure now holds your key, and not one that was swapped on the way.
if [ ! -e proof.json ]; then
  keyhaul vault upload tenant.byok --vault "$vault_url" --name "$key_name" --expect tenant.pem \
    --kek kek.json --json >proof.part
  mv proof.part proof.json
fi

# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
az keyvault key set-attributes --id "$(recorded_url kek.json "$kek_name")" --enabled false --output none

# Azure Rights Management may use the key.
authorise

# From here on one version of the key, the one that was proven: nobody can put another under it.
key_url=$(az keyvault key show --id "$vault_url/keys/$key_name" --query key.kid --output tsv)
grep -qF "\"$key_url\"" proof.json || fail "$key_url is not the key that was proven"

# Every prerequisite, before the tenant depends on it. What fails stops the runbook here (exit code 7).
show_vault --output json >vault.json
az keyvault key show --id "$key_url" --output json >key.json
az keyvault key list --id "$vault_url" --output json >keys.json
az keyvault key rotation-policy show --id "$vault_url/keys/$key_name" --output json >rotation.json
az account show --output json >account.json
az ad sp show --id 00000012-0000-0000-c000-000000000000 --output json >sp.json
list_roles >roles.json
list_role_definitions >role-definitions.json
keyhaul tenant check --vault-json vault.json --key-json key.json --keys-json keys.json --rotation-json rotation.json \
  --account-json account.json --sp-json sp.json --role-json roles.json \
  --role-definition-json role-definitions.json --tenant-id "$tenant_id" ${region_url:+--region-url "$region_url"}

# Put it to work: the TPD without its key brings the templates and the licensor certificate, and names the key by its
# URL, with the version. That Azure takes such a file is assumed; it is the form that its own tool makes.
# The AIPService module is for PowerShell alone, and was made for Windows PowerShell 5.1: where it does not load here,
# type these lines there. Use-AipServiceKeyVaultKey is not needed: the import does its work.
echo "tenant key: $key_url"
# PowerShell expands what is in single quotes, not this shell.
# shellcheck disable=SC2016
TENANT_ID=$tenant_id KEY_URL=$key_url pwsh -NoProfile -Command '
  $ErrorActionPreference = "Stop"
  Connect-AipService
  if ((Get-AipServiceConfiguration).BPOSId -ne $env:TENANT_ID) { throw "connected to another tenant" }
  $Password = Read-Host "Password of the TPD" -AsSecureString
  Import-AipServiceTpd -TpdFile tenant-keyless.xml -ProtectionPassword $Password -KeyVaultKeyUrl $env:KEY_URL -Verbose
  Get-AipServiceKeys
  Set-AipServiceKeyProperties -KeyIdentifier (Read-Host "KeyIdentifier of the new key") -Active $true
  Get-AipServiceKeys
'
