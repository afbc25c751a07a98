# The key is made in Azure's HSM. Nobody has a copy of it: there is no way to leave with it.
if (-not (Test-Path proof.json)) {
    $Made = Add-AzKeyVaultKey @MadeIn -Name $KeyName -KeyType RSA -Size 2048 `
        -KeyOps encrypt, decrypt, sign, verify, wrapKey, unwrapKey
    @{ kid = $Made.Key.Kid } | ConvertTo-Json | Set-Content proof.json
}
