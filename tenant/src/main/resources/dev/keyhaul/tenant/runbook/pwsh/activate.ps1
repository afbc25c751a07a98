# Put it to work. The URL has the version: without it the tenant key breaks when it is renewed.
# The new key is listed as archived until it is made active.
Connect-AipService
if ((Get-AipServiceConfiguration).BPOSId -ne $TenantId) { throw "connected to another tenant than $TenantId" }
Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl
Get-AipServiceKeys
Set-AipServiceKeyProperties -KeyIdentifier (Read-Host 'KeyIdentifier of the new key') -Active $true
Get-AipServiceKeys
