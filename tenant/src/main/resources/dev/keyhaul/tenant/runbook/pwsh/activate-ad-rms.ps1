# Put it to work: the TPD without its key brings the templates and the licensor certificate, and names the key by its
# URL, with the version. That Azure takes such a file is assumed; it is the form that its own tool makes.
# Use-AipServiceKeyVaultKey is not needed: the import does its work.
Connect-AipService
if ((Get-AipServiceConfiguration).BPOSId -ne $TenantId) { throw "connected to another tenant than $TenantId" }
Import-AipServiceTpd -TpdFile tenant-keyless.xml -KeyVaultKeyUrl $KeyUrl -Verbose `
    -ProtectionPassword (Read-Host 'Password of the TPD' -AsSecureString)
Get-AipServiceKeys
Set-AipServiceKeyProperties -KeyIdentifier (Read-Host 'KeyIdentifier of the new key') -Active $true
Get-AipServiceKeys
