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

@tenant-key@
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
