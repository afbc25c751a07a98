$Place = @{ HsmName = $VaultName }
$Role = @{
    HsmName            = $VaultName
    RoleDefinitionName = 'Managed HSM Crypto User'
    ApplicationId      = '00000012-0000-0000-c000-000000000000'
    Scope              = "/keys/$KeyName"
}

# The role holds more than Azure Rights Management needs: create, delete, backup and import too.
# So it is given on this one key.
function Grant-Access {
    if (-not (Get-AzKeyVaultRoleAssignment @Role)) { New-AzKeyVaultRoleAssignment @Role | Out-Null }
}

function Revoke-Access {
    try {
        if (Get-AzKeyVaultRoleAssignment @Role) { Remove-AzKeyVaultRoleAssignment @Role }
    } catch {
        # A principal that is not in the tenant has no access.
        if ("$_" -notmatch 'Cannot find (the )?(principal|Active Directory object)') { throw }
    }
}
