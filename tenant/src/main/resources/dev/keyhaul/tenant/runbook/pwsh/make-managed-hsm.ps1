# The Managed HSM must be there, and activated: that takes several people and their certificates.
if (Start-Step 'Finding the Managed HSM') {
    if (-not (Get-AzKeyVaultManagedHsm -Name $VaultName)) { throw "there is no Managed HSM $VaultName" }
}
