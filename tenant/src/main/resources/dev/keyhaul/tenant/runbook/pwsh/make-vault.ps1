# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise, and which role serves Rights Management is not documented.
if (-not (Get-AzKeyVault -VaultName $VaultName)) {
    New-AzKeyVault -Name $VaultName -ResourceGroupName $ResourceGroup -Location $Location -Sku Premium `
        -SoftDeleteRetentionInDays 90 -EnablePurgeProtection -DisableRbacAuthorization | Out-Null
}
if ((Get-AzKeyVault -VaultName $VaultName).EnableRbacAuthorization) {
    throw "$VaultName is role-based: an access policy does nothing there"
}
