# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
if (-not (Get-AzKeyVault -VaultName $VaultName)) {
    New-AzKeyVault -Name $VaultName -ResourceGroupName $ResourceGroup -Location $Location -Sku Premium `
        -SoftDeleteRetentionInDays 90 -EnablePurgeProtection -DisableRbacAuthorization | Out-Null
}
$Vault = Get-AzKeyVault -VaultName $VaultName
if ($Vault.EnableRbacAuthorization) { Assert-Role $Vault.ResourceId }
