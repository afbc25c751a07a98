# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
function New-Vault {
    $Deleted = try { Get-AzKeyVault -InRemovedState } catch { Write-Host "deleted vaults cannot be listed: $_" }
    if ($Deleted | Where-Object { $_.VaultName -eq $VaultName }) {
        throw "a deleted vault holds the name ${VaultName}: recover it by Undo-AzKeyVaultRemoval, or choose another name"
    }
    if (-not (Get-AzResourceGroup | Where-Object { $_.ResourceGroupName -eq $ResourceGroup })) {
        New-AzResourceGroup -Name $ResourceGroup -Location $Location | Out-Null
    }
    New-AzKeyVault -Name $VaultName -ResourceGroupName $ResourceGroup -Location $Location -Sku Premium `
        -SoftDeleteRetentionInDays 90 -EnablePurgeProtection -DisableRbacAuthorization | Out-Null
}

# New-AzKeyVault lets a user who makes a vault use its keys, but no service principal.
function Grant-OwnAccess {
    $Account = (Get-AzContext).Account
    if ($Account.Type -ne 'ServicePrincipal') { return }
    try {
        Get-AzKeyVaultKey @Place | Out-Null
        return
    } catch {
        if ("$_" -notmatch 'Forbidden') { throw }
    }
    $Permissions = 'get', 'list', 'create', 'import', 'update', 'sign', 'decrypt', 'getrotationpolicy'
    try {
        Set-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $Account.Id `
            -PermissionsToKeys $Permissions
    } catch {
        throw ("the service principal $($Account.Id) may not use the keys of $VaultName, and cannot give itself" +
            " access: $_. Somebody who may must run: Set-AzKeyVaultAccessPolicy -VaultName '$VaultName' -ObjectId ITS-OBJECT-ID" +
            " -BypassObjectIdValidation -PermissionsToKeys $($Permissions -join ',')")
    }
}

if (Start-Step 'Finding or making the vault') {
    if (-not (Get-AzKeyVault -VaultName $VaultName)) { New-Vault }
    $Vault = Get-AzKeyVault -VaultName $VaultName
    if ($Vault.EnableRbacAuthorization) { Assert-Role $Vault.ResourceId } else { Grant-OwnAccess }
    if ($SecondVaultUrl) { Invoke-InSecond { Get-VaultId $VaultName | Out-Null } }
}
