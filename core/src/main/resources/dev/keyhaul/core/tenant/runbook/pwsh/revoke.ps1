# The emergency: nothing that the key protects can be opened until it is authorised and enabled again.
if ($Revoke) {
    Revoke-Access
    Update-AzKeyVaultKey @Place -Name $KeyName -Enable $false | Out-Null
    Write-Host "revoked: $VaultUrl/keys/$KeyName"
    exit 0
}
