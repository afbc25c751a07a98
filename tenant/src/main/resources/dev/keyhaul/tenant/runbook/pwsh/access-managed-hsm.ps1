$Place = @{ HsmName = $VaultName }
$Role = @{
    RoleDefinitionName = 'Managed HSM Crypto User'
    ApplicationId      = '00000012-0000-0000-c000-000000000000'
    Scope              = "/keys/$KeyName"
}

# The resource's ID, or an error.
function Get-VaultId([string] $Name) {
    $Found = Get-AzKeyVaultManagedHsm -Name $Name
    if (-not $Found) { throw "there is no Managed HSM $Name" }
    $Found.ResourceId
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
function Grant-Access {
    if (-not (Get-AzKeyVaultRoleAssignment @Place @Role)) { New-AzKeyVaultRoleAssignment @Place @Role | Out-Null }
}

function Revoke-Access {
    try {
        if (Get-AzKeyVaultRoleAssignment @Place @Role) { Remove-AzKeyVaultRoleAssignment @Place @Role }
    } catch {
        # A principal that is not in the tenant has no access.
        if ("$_" -notmatch 'Cannot find (the )?(principal|Active Directory object)') { throw }
    }
}
