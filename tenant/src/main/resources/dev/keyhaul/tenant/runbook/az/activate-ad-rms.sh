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
