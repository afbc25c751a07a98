$Place = @{ HsmName = $VaultName }
$RightsManagement = '00000012-0000-0000-c000-000000000000'
$Role = 'Managed HSM Crypto User'

# The resource's ID, or an error.
function Get-VaultId([string] $Name) {
    $Found = Get-AzKeyVaultManagedHsm -Name $Name
    if (-not $Found) { throw "there is no Managed HSM $Name" }
    $Found.ResourceId
}

# The roles of Azure Rights Management on this one key. Get-AzKeyVaultRoleAssignment drops the filter by an application that
# it does not find, and returns everybody's assignments: so each of them is looked at here. A principal that is not in the
# tenant has no access.
function Find-Role {
    $Principal = Get-AzADServicePrincipal -ApplicationId $RightsManagement
    if (-not $Principal) { return }
    Get-AzKeyVaultRoleAssignment @Place -Scope "/keys/$KeyName" | Where-Object {
        $_.PrincipalId -eq "$($Principal.Id)" -and $_.Scope -eq "/keys/$KeyName"
    }
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
function Grant-Access {
    if (Find-Role | Where-Object { $_.RoleDefinitionName -eq $Role }) { return }
    New-AzKeyVaultRoleAssignment @Place -RoleDefinitionName $Role -ApplicationId $RightsManagement `
        -Scope "/keys/$KeyName" | Out-Null
}

function Revoke-Access {
    Find-Role | ForEach-Object {
        Remove-AzKeyVaultRoleAssignment @Place -RoleAssignmentName $_.Name -Scope "/keys/$KeyName"
    }
}
