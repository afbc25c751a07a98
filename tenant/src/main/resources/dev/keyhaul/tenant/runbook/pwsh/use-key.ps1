# The URL has the version: without it the tenant key breaks when it is renewed.
function Add-TenantKey {
    Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl -Force:$Force | Out-Host
}
