# The Managed HSM must be there, and activated: that takes several people and their certificates.
if (Start-Step 'Finding the Managed HSM') {
    Get-VaultId $VaultName | Out-Null
    if ($SecondVaultUrl) { Invoke-InSecond { Get-VaultId $VaultName | Out-Null } }
}
