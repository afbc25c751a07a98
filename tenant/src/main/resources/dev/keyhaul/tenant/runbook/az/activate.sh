# Put it to work. The AIPService module is for PowerShell alone: 3.1 or later in PowerShell 7, an older one in Windows
# PowerShell 5.1. Where it does not load here, type these lines there. The URL has the version: without it the tenant key breaks when it is renewed.
# The new key is listed as archived until it is made active.
echo "tenant key: $key_url"
# PowerShell expands what is in single quotes, not this shell.
# shellcheck disable=SC2016
TENANT_ID=$tenant_id KEY_URL=$key_url pwsh -NoProfile -Command '
  $ErrorActionPreference = "Stop"
  Connect-AipService
  if ((Get-AipServiceConfiguration).BPOSId -ne $env:TENANT_ID) { throw "connected to another tenant" }
  Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $env:KEY_URL
  Get-AipServiceKeys
  Set-AipServiceKeyProperties -KeyIdentifier (Read-Host "KeyIdentifier of the new key") -Active $true
  Get-AipServiceKeys
'
