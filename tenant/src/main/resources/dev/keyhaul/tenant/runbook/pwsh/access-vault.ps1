$Place = @{ VaultName = $VaultName }
$RightsManagement = '00000012-0000-0000-c000-000000000000'

# Azure Rights Management may get, decrypt and sign, and nothing else.
function Grant-Access {
    Set-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement `
        -PermissionsToKeys get, decrypt, sign
}

function Revoke-Access {
    if ((Get-AzKeyVault -VaultName $VaultName).EnableRbacAuthorization) {
        throw "$VaultName is role-based: Get-AzRoleAssignment -ServicePrincipalName $RightsManagement finds the role"
    }
    Remove-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement
}
