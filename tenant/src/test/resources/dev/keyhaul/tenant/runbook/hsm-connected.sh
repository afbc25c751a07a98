#!/bin/sh
# keyhaul tenant runbook: a tenant key from an HSM to Azure's HSM
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
#   sh THIS-FILE plan     prints the steps and changes nothing
#   sh THIS-FILE force    does not ask before the key is put to work; without a terminal, it is needed
#   sh THIS-FILE revoke   takes the key away from Azure Rights Management, in an emergency
#   sh THIS-FILE retire   the planned exit: disables old_key_url, or this key where that is empty, once it is not used
#
# What the operator needs, before the first command:
#   subscription       Contributor in the resource group, and Owner or User Access Administrator for the lock and for roles
#   keys               a vault that this makes gives its maker all of them. In another: get, list, create, import, update,
#                      sign, decrypt, getrotationpolicy, or the role Key Vault Crypto Officer. In a Managed HSM: the roles
#                      Managed HSM Crypto User, and Managed HSM Policy Administrator to give the role of the last steps
#   Entra ID           to read service principals, as every member of a tenant may
#   Rights Management  Azure Information Protection Administrator, or Global Administrator
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

mode=${1:-}
case $mode in
'' | plan | force | revoke | retire) ;;
*) fail "unknown argument $1: there are plan, force, revoke and retire" ;;
esac

tenant_id='8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
subscription='Contoso'\''s tenant key'
resource_group='contoso-aip'
location='northeurope'
vault_name='contoso-kv'
vault_url='https://contoso-kv.vault.azure.net'
key_name='tenant'
kek_name='ceremony-1'
region_url='https://rms.eu.aadrm.com/_wmcs/licensing'
log_storage=''
allowed_ips=''
second_vault_url=''
old_key_url=''

# Prints a step. The step is to be done, unless the plan alone is wanted.
step_number=0
step_name=
step() {
  step_number=$((step_number + 1))
  step_name="$step_number/11 $1"
  echo "$step_name"
  [ "$mode" != plan ]
}

# The last line of a run that failed: the step, and what to do.
say_step() {
  left=$?
  [ "$left" -eq 0 ] || [ -z "$step_name" ] || echo "runbook: stopped at step $step_name. Correct what is said above, \
and run this script again in this folder: it does not repeat finished steps." >&2
  exit "$left"
}
trap say_step EXIT

# Does something in the vault of the second geography.
in_second() {
  first_url=$vault_url
  first_name=$vault_name
  vault_url=$second_vault_url
  vault_name=${vault_url#https://}
  vault_name=${vault_name%%.*}
  "$@"
  vault_url=$first_url
  vault_name=$first_name
}

# The URL of a key: with its version where a file of this folder names it, else that of its newest version.
recorded_url() {
  url=$(grep -os "$vault_url/keys/$2/[0-9a-f]\{32\}" "$1" | head -n 1)
  echo "${url:-$vault_url/keys/$2}"
}

# Runs a command and passes its standard output on. az prints its warnings on standard error: no answer may contain them.
# What a command that failed printed there is in told.
hear() {
  told=
  { told=$("$@" 2>&1 >&3 3>&-); } 3>&1 || return 1
  [ -z "$told" ] || echo "$told" >&2
}

# The URL of a key's newest version, or nothing where there is no such key. Any other failure stops the runbook.
find_key() {
  if hear az keyvault key show --id "$vault_url/keys/$1" --query key.kid --output tsv --only-show-errors; then
    return
  fi
  case $told in
  *KeyNotFound*) ;;
  *)
    echo "$told" >&2
    return 1
    ;;
  esac
}

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

# The emergency: nothing that the key protects can be opened until the key is enabled and authorised again. The key is
# disabled first. A step that fails is reported, and the steps after it are tried all the same. It may be run again.
attempt() {
  what=$1
  shift
  if hear "$@"; then
    echo "done: $what"
  else
    echo "failed: $what: $told"
    failed=yes
    return 1
  fi
}

disable() {
  az keyvault key set-attributes --id "$1" --enabled false --output none
}

# The versions that are enabled (true), or not (false).
list_versions() {
  az keyvault key list-versions --id "$vault_url/keys/$key_name" --query "[?attributes.enabled==\`$1\`].kid" --output tsv
}

disable_version() {
  if attempt "disable $1" disable "$1"; then
    case $1 in "$key_url"/*) disabled="$disabled $1" ;; esac
  fi
}

disable_every_version() {
  if ! versions=$(list_versions true); then
    echo "failed: list the enabled versions"
    failed=yes
  fi
  for version in $versions; do
    disable_version "$version"
  done
}

# Says what stops, and how to undo it; somebody must type the key's name.
confirm_revocation() {
  echo "This disables every version of
  $vault_url/keys/$key_name${second_vault_url:+
  $second_vault_url/keys/$key_name}
and withdraws the access of Azure Rights Management. What it protects can no longer be opened, and nothing more can be
protected, as soon as what users and servers keep of it has lapsed. To undo it, for each version that it prints:
  az keyvault key set-attributes --id $vault_url/keys/$key_name/VERSION --enabled true
and give the access again: authorise in this script."
  answer=${REVOKE_KEY-}
  if [ -z "$answer" ]; then
    [ -t 0 ] || fail "nobody can be asked: set the variable REVOKE_KEY to the key's name, $key_name"
    printf "Type the key's name to go on: "
    read -r answer
  fi
  [ "$answer" = "$key_name" ] || fail "'$answer' is not the key's name, $key_name: nothing was changed"
}

revoke_here() {
  key_url=$vault_url/keys/$key_name
  disable_version "$(recorded_url proof.json "$key_name")"
  disable_every_version
  attempt "withdraw the access of Azure Rights Management$where" withdraw || true
  # Again, for what failed the first time.
  disable_every_version
  if enabled=$(list_versions true) && now=$(list_versions false); then
    disabled="$disabled $now"
    [ -z "$enabled" ] || left="$left $key_url MAY STILL BE ENABLED ($enabled):"
  else
    left="$left $key_url MAY STILL BE ENABLED (its versions cannot be listed):"
  fi
}

if [ "$mode" = revoke ]; then
  confirm_revocation
  failed=
  disabled=
  left=
  where=
  # Its questions must be seen, so its output is not kept.
  if (sign_in); then
    echo "done: sign in"
  else
    echo "failed: sign in"
    failed=yes
  fi
  revoke_here
  where=' in the second vault'
  [ -z "$second_vault_url" ] || in_second revoke_here

  echo "A user who has opened a document keeps access to it until the use licence expires."
  disabled=$(echo "$disabled" | tr ' ' '\n' | grep . | sort -u | tr '\n' ' ')
  which="disabled: ${disabled:-no version of $key_url}"
  if [ -n "$left" ]; then
    fail "${left# } correct what failed above, and run this script again; $which"
  fi
  [ -z "$failed" ] ||
    fail "no version is enabled, but a step failed: correct what failed above, and run this script again; $which"
  echo "no version is enabled; $which"
  exit 0
fi

# The planned exit: a key that the tenant used before is disabled, and kept. Nothing is deleted, nothing purged. It is
# disabled for good only after its own log shows no uses, and a document from before the switch opened meanwhile.
retire() {
  retired=${old_key_url:-$(recorded_url proof.json "$key_name")}
  case $retired in
  */keys/*/*) ;;
  *) fail "which version? make this runbook with --old-key, or run it in the folder of proof.json" ;;
  esac
  [ -n "$(ls old-key-log 2>/dev/null)" ] ||
    fail "the folder old-key-log is missing or empty: put the logs (AuditEvent) of the vault of $retired there, of every \
day since the switch until now, out of its container insights-logs-auditevent"
  require_unused
  sign_in
  trap 'enable_again' EXIT
  trap 'exit 130' INT TERM
  az keyvault key set-attributes --id "$retired" --enabled false --output none
  echo "$retired is disabled, for a test that is undone at once if it fails. Now open a document from before the switch, on
a computer and as a user that have not opened it yet."
  answer=${OLD_DOCUMENT-}
  if [ -z "$answer" ] && [ -t 0 ]; then
    printf "Type opened when it opens, anything else when it does not: "
    read -r answer
  fi
  [ "$answer" = opened ] ||
    fail "the document did not open, or nobody can be asked (the variable OLD_DOCUMENT, opened): the key is still needed"
  trap say_step EXIT
  echo "retired: $retired is disabled. Keep it, and its master copy: nothing deletes or purges it. To undo it:
  az keyvault key set-attributes --id $retired --enabled true"
}

# keyhaul reads the logs, whatever their format, and ends with 0 only if they show that the version is not used any more.
require_unused() {
  command -v keyhaul >/dev/null || fail 'keyhaul is not on the PATH'
  keyhaul audit --vault-log old-key-log --unused "$retired" || case $? in
  7) fail "$retired is still used, according to old-key-log: wait, and look again with newer logs" ;;
  *) fail "the logs in old-key-log do not show that $retired is not used: nothing was changed" ;;
  esac
  echo "no uses of $retired in old-key-log"
}

enable_again() {
  left=$?
  az keyvault key set-attributes --id "$retired" --enabled true --output none ||
    echo "runbook: $retired MAY STILL BE DISABLED: az keyvault key set-attributes --id $retired --enabled true" >&2
  exit "$left"
}

if [ "$mode" = retire ]; then
  retire
  exit 0
fi

if step 'Signing in to Azure'; then
  require_tools
  require_answers
  sign_in
fi

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

# A log of each use: without it there is nothing to audit.
keep_log() {
  if [ -z "$log_storage" ]; then
    echo 'no log is kept, and there will be nothing to audit: make this runbook with --log-storage'
    return
  fi
  there=$(az monitor diagnostic-settings list --resource "$vault_id" --query "[?name=='keyhaul'].id" --output tsv)
  [ -n "$there" ] || az monitor diagnostic-settings create --name keyhaul --resource "$vault_id" \
    --storage-account "$log_storage" --logs '[{"category": "AuditEvent", "enabled": true}]' --output none
}

# Where allowed_ips names who may come in, nobody else may but Azure Rights Management, a trusted Microsoft service.
close_firewall() {
  [ -n "${allowed_ips-}" ] || return 0
  for address in $(echo "$allowed_ips" | tr ',' ' '); do
    az keyvault network-rule add --name "$vault_name" --ip-address "$address" --output none
  done
  az keyvault update --name "$vault_name" --bypass AzureServices --default-action Deny --output none
}

# Against a deletion by mistake.
lock_vault() {
  there=$(az lock list --resource "$vault_id" --query "[?name=='keyhaul'].id" --output tsv)
  [ -n "$there" ] || az lock create --name keyhaul --lock-type CanNotDelete --resource "$vault_id" --output none ||
    fail "cannot lock $vault_name. Somebody who may must run: az lock create --name keyhaul --lock-type CanNotDelete \
--resource '$vault_id'"
}

if step 'Guarding the vault'; then
  vault_id=$(show_vault --query id --output tsv)
  keep_log
  close_firewall
  lock_vault
fi

# A key of this name that this runbook did not take there is somebody else's. Once tenant.pem is here, the import knows
# which key it expects.
if step 'Checking that the name is free'; then
  if [ ! -e proof.json ] && [ ! -e tenant.pem ]; then
    there=$(find_key "$key_name")
    [ -z "$there" ] || fail "there is a key $key_name already: choose another name"
  fi
fi

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if step 'Making the KEK'; then
  if [ ! -e proof.json ] && [ ! -e kek.json ]; then
    there=$(find_key "$kek_name")
    [ -n "$there" ] || keyhaul kek create --vault "$vault_url" --name "$kek_name"
    keyhaul kek download --vault "$vault_url" --name "$kek_name" -o kek.json
  fi
fi

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der && sha256sum kek.der

# The key is wrapped on the HSM's host, by a script of its own.
if step 'Waiting for the key from the host of the HSM'; then
  [ -e proof.json ] || { [ -e tenant.byok ] && [ -e tenant.pem ]; } ||
    fail "carry kek.json to the host of the HSM, run the script of that host there, and carry tenant.byok and tenant.pem \
into this folder"
fi
keep='the key in the HSM, or its master copy'

# --expect makes sure that Azure now holds your key, and not one that was swapped on the way. A run
# that was stopped between the import and the proof goes on with the proof: it knows your key by its public half.
if step 'Importing the key and proving it'; then
  if [ ! -e proof.json ]; then
    there=$(find_key "$key_name")
    if [ -n "$there" ]; then
      keyhaul vault set-key-operations --vault "$vault_url" --name "$key_name" --expect tenant.pem --json >proof.part
    else
      keyhaul vault import-key --blob tenant.byok --vault "$vault_url" --name "$key_name" --expect tenant.pem \
        --kek kek.json --json >proof.part
    fi
    mv proof.part proof.json
  fi
fi

# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
if step 'Disabling the KEK'; then
  hear az keyvault key set-attributes --id "$(recorded_url kek.json "$kek_name")" --enabled false --output none ||
    case $told in
    # It was deleted.
    *KeyNotFound*) ;;
    *) fail "$told" ;;
    esac
fi

# Azure Rights Management may use the key.
if step 'Giving Azure Rights Management access to the key'; then
  authorise
  [ -z "$second_vault_url" ] || in_second authorise
fi

# From here on one version of the key, the one that was proven: nobody can put another under it.
if step 'Checking that it is the key that was proven, and every prerequisite'; then
  key_url=$(find_key "$key_name")
  [ -n "$key_url" ] || fail "there is no key $key_name"
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
fi

# Put it to work. The module AIPService is for PowerShell alone: 3.1 or later in PowerShell 7, an older one in Windows
# PowerShell 5.1. Where there is neither here, tenant-key.ps1 runs where they are.
if step 'Making it the tenant key'; then
  cat >tenant-key.ps1 <<'END_OF_POWERSHELL'
param([switch] $Force)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$TenantId = $env:TENANT_ID
$KeyUrl = $env:KEY_URL
$PasswordFile = $env:PASSWORD_FILE

# Its own sign-in, to the same tenant.
function Connect-Service {
    $Now = try { (Get-AipServiceConfiguration).BPOSId } catch { $null }
    if ("$Now" -ne $TenantId) { Connect-AipService -TenantId $TenantId | Out-Null }
    if ("$((Get-AipServiceConfiguration).BPOSId)" -ne $TenantId) { throw "connected to another tenant than $TenantId" }
}

function Show-TenantKey([string] $When) {
    Write-Host "tenant keys ${When}:"
    Get-AipServiceKeys | ForEach-Object { Write-Host "  $($_.KeyIdentifier)  $($_.Status)" }
}

# The key that was made after the first list was written, if any.
function Find-NewKey {
    $Before = @(Get-Content keys-before.txt)
    $New = @(Get-AipServiceKeys | Where-Object { "$($_.KeyIdentifier)" -notin $Before })
    if ($New.Count -gt 1) {
        throw ("several tenant keys are new: $($New.KeyIdentifier -join ', '). Add those that are not yours to" +
            ' keys-before.txt, and run this script again')
    }
    $New
}

# The identifier of the new key is what the list has more than before. A key that an earlier run has added is not added
# again; each question may have been answered with No.
function Set-TenantKey([scriptblock] $Add) {
    Connect-Service
    Show-TenantKey 'before'
    if (-not (Test-Path keys-before.txt)) {
        Set-Content keys-before.part -Value @(Get-AipServiceKeys | ForEach-Object { "$($_.KeyIdentifier)" })
        Move-Item keys-before.part keys-before.txt
    }
    if (-not (Find-NewKey)) { & $Add }
    $Id = Find-NewKey | ForEach-Object { "$($_.KeyIdentifier)" }
    if (-not $Id) { throw 'no tenant key was added: run this script again, and confirm it' }
    if ((Find-NewKey).Status -ne 'Active') {
        Set-AipServiceKeyProperties -KeyIdentifier $Id -Active $true -Force:$Force
    }
    Show-TenantKey 'after'
    if ((Find-NewKey).Status -ne 'Active') { throw "the tenant key $Id is not active: run this script again, and confirm it" }
}

# The URL has the version: without it the tenant key breaks when it is renewed.
function Add-TenantKey {
    Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl -Force:$Force | Out-Host
}

Set-TenantKey { Add-TenantKey }
END_OF_POWERSHELL
  force=
  [ "$mode" != force ] || force=-Force
  TENANT_ID=$tenant_id KEY_URL=$key_url PASSWORD_FILE=${password_file-} pwsh -NoProfile -File tenant-key.ps1 $force ||
    fail "the key is not the tenant key yet: run this script again, or tenant-key.ps1 where PowerShell has the module \
AIPService, with the variables TENANT_ID=$tenant_id and KEY_URL=$key_url"
  echo "tenant key: $key_url is active. Keep this folder, where proof.json names the version, and $keep."
else
  echo 'nothing was changed'
fi
