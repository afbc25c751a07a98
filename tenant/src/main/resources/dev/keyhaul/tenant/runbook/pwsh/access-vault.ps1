$Place = @{ VaultName = $VaultName }
$RightsManagement = '00000012-0000-0000-c000-000000000000'

# The resource's ID, or an error.
function Get-VaultId([string] $Name) {
    $Found = Get-AzKeyVault -VaultName $Name
    if (-not $Found) { throw "there is no vault $Name" }
    $Found.ResourceId
}

# On a role-based vault it needs a custom role: Key Vault Crypto User may do more than get, decrypt and sign.
$Role = 'Azure Information Protection BYOK'

# Roles are given by somebody who may: this prints what to run.
function Assert-Role([string] $VaultId) {
    if (Get-AzRoleAssignment -ServicePrincipalName $RightsManagement -RoleDefinitionName $Role -Scope $VaultId) { return }
    Write-Host ([ordered]@{
        Name             = $Role
        IsCustom         = $true
        Description      = 'Get, decrypt and sign, for Azure Rights Management'
        Actions          = @()
        NotActions       = @()
        DataActions      = @(
            'Microsoft.KeyVault/vaults/keys/read'
            'Microsoft.KeyVault/vaults/keys/decrypt/action'
            'Microsoft.KeyVault/vaults/keys/sign/action')
        NotDataActions   = @()
        AssignableScopes = @($VaultId -replace '/providers/.*')
    } | ConvertTo-Json)
    Write-Host "Save this as role.json, and have somebody who may give roles run:"
    Write-Host "  New-AzRoleDefinition -InputFile role.json"
    Write-Host "  New-AzRoleAssignment -ApplicationId $RightsManagement -RoleDefinitionName '$Role' -Scope '$VaultId'"
    throw "$VaultName is role-based, and Azure Rights Management lacks the role: run the commands above"
}

# Azure Rights Management may get, decrypt and sign, and nothing else.
function Grant-Access {
    $Vault = Get-AzKeyVault -VaultName $VaultName
    if ($Vault.EnableRbacAuthorization) {
        Assert-Role $Vault.ResourceId
        return
    }
    Set-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement `
        -PermissionsToKeys get, decrypt, sign
}

function Revoke-Access {
    try {
        $Vault = Get-AzKeyVault -VaultName $VaultName
        if ($Vault -and $Vault.EnableRbacAuthorization) {
            Assert-NoRole $Vault.ResourceId
        } else {
            Remove-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement
        }
    } catch {
        # A principal that is not in the tenant has no access.
        if ("$_" -notmatch 'Cannot find (the )?(principal|Active Directory object)') { throw }
    }
}

function Assert-NoRole([string] $VaultId) {
    if (Get-AzRoleAssignment -ServicePrincipalName $RightsManagement -Scope $VaultId) {
        throw ("$VaultName is role-based. Somebody who gives roles must run: Get-AzRoleAssignment" +
            " -ServicePrincipalName $RightsManagement -Scope '$VaultId' | Remove-AzRoleAssignment")
    }
}
