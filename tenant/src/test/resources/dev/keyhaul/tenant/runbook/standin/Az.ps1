# Stands in for the cmdlets of Az that a runbook calls, with the parameters of Az.KeyVault 6, and for keyhaul up to the
# proof of an import. $global:Azure is the state. Errors are not terminating, as those of the real cmdlets are not.

function Reset-Azure([string] $Url) {
    $global:Azure = @{
        Url        = $Url       # of the vault or Managed HSM
        Calls      = [System.Collections.Generic.List[string]]::new()
        FailAt     = 0          # the number of the call that fails
        FailOn     = ''         # the start of the calls that fail
        Tenant     = '8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
        Keys       = @{}        # a name's versions, oldest first: @{ Version; Enabled }
        Access     = $true
        RoleBased  = $false
        Role       = $false     # the custom role on a role-based vault
    }
}

function Add-Version([string] $Name, [string] $Version) {
    $Azure.Keys[$Name] = @($Azure.Keys[$Name] | Where-Object { $_ }) + @{ Version = $Version; Enabled = $true }
}

# Notes a call and says whether it fails.
function Test-Failure([string] $Call) {
    $Azure.Calls.Add($Call)
    $Azure.Calls.Count -eq $Azure.FailAt -or ($Azure.FailOn -and $Call.StartsWith($Azure.FailOn))
}

function New-KeyObject([string] $Name, $Version) {
    [pscustomobject]@{
        Name    = $Name
        Version = $Version.Version
        Enabled = $Version.Enabled
        Key     = [pscustomobject]@{ Kid = "$($Azure.Url)/keys/$Name/$($Version.Version)" }
    }
}

function Get-AzContext {
    [CmdletBinding()] param([string] $Name)
    if (Test-Failure 'Get-AzContext') { Write-Error 'the context cannot be read'; return }
    [pscustomobject]@{
        Tenant       = [pscustomobject]@{ Id = $Azure.Tenant }
        Subscription = [pscustomobject]@{ Id = '1'; Name = "Contoso's tenant key" }
    }
}

function Connect-AzAccount {
    [CmdletBinding()] param([string] $Tenant, [string] $Subscription)
    if (Test-Failure 'Connect-AzAccount') { Write-Error 'the user cancelled the sign-in'; return }
}

function Get-AzKeyVaultKey {
    [CmdletBinding(DefaultParameterSetName = 'Vault')] param(
        [Parameter(Mandatory, ParameterSetName = 'Vault')] [string] $VaultName,
        [Parameter(Mandatory, ParameterSetName = 'Hsm')] [string] $HsmName,
        [string] $Name, [string] $Version, [switch] $IncludeVersions)
    if (Test-Failure "Get-AzKeyVaultKey $Name") { Write-Error 'Operation returned: 403 Forbidden'; return }
    $Versions = $Azure.Keys[$Name]
    if (-not $Versions) {
        if ($VaultName) { Write-Error "A key with (name/id) $Name was not found`nErrorCode: KeyNotFound" }
        return
    }
    if (-not $IncludeVersions) { $Versions = $Versions[-1] }
    $Versions | ForEach-Object { New-KeyObject $Name $_ }
}

function Update-AzKeyVaultKey {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Vault')] param(
        [Parameter(Mandatory, ParameterSetName = 'Vault')] [string] $VaultName,
        [Parameter(Mandatory, ParameterSetName = 'Hsm')] [string] $HsmName,
        [Parameter(Mandatory)] [string] $Name, [string] $Version, [Nullable[bool]] $Enable, [switch] $PassThru)
    if (Test-Failure "Update-AzKeyVaultKey $Name $Version") { Write-Error 'Operation returned: 403 Forbidden'; return }
    if (-not $PSCmdlet.ShouldProcess($Name)) { return }
    $Found = @($Azure.Keys[$Name] | Where-Object { $_ -and (-not $Version -or $_.Version -eq $Version) })
    if (-not $Found) { Write-Error "A key with (name/id) $Name/$Version was not found`nErrorCode: KeyNotFound"; return }
    $Found[-1].Enabled = $Enable
}

function Get-AzKeyVault {
    [CmdletBinding()] param([string] $VaultName, [string] $ResourceGroupName)
    if (Test-Failure 'Get-AzKeyVault') { Write-Error 'AuthorizationFailed'; return }
    [pscustomobject]@{
        VaultName               = $VaultName
        ResourceId              = '/subscriptions/5f2b1c3d/resourceGroups/contoso-aip/providers/Microsoft.KeyVault/vaults/kv'
        EnableRbacAuthorization = $Azure.RoleBased
    }
}

# Of Az.Resources, as its help has it.
function Get-AzRoleAssignment {
    [CmdletBinding()] param([string] $ServicePrincipalName, [string] $RoleDefinitionName, [string] $Scope)
    if (Test-Failure 'Get-AzRoleAssignment') { Write-Error 'AuthorizationFailed'; return }
    if ($Azure.Role) { [pscustomobject]@{ RoleDefinitionName = $RoleDefinitionName; Scope = $Scope } }
}

function Get-AzKeyVaultManagedHsm {
    [CmdletBinding()] param([string] $Name)
    [pscustomobject]@{ Name = $Name }
}

function Set-AzKeyVaultAccessPolicy {
    [CmdletBinding(SupportsShouldProcess)] param(
        [Parameter(Mandatory)] [string] $VaultName, [Parameter(Mandatory)] [string] $ServicePrincipalName,
        [string[]] $PermissionsToKeys)
    if (Test-Failure 'Set-AzKeyVaultAccessPolicy') { Write-Error 'Cannot find the Active Directory object'; return }
    if ($PSCmdlet.ShouldProcess($VaultName)) { $Azure.Access = $true }
}

# A policy that is not there is no error.
function Remove-AzKeyVaultAccessPolicy {
    [CmdletBinding(SupportsShouldProcess)] param(
        [Parameter(Mandatory)] [string] $VaultName, [Parameter(Mandatory)] [string] $ServicePrincipalName)
    if (Test-Failure 'Remove-AzKeyVaultAccessPolicy') { Write-Error 'Cannot find the Active Directory object'; return }
    if ($PSCmdlet.ShouldProcess($VaultName)) { $Azure.Access = $false }
}

function Get-AzKeyVaultRoleAssignment {
    [CmdletBinding()] param(
        [Parameter(Mandatory)] [string] $HsmName, [string] $RoleDefinitionName, [string] $ApplicationId, [string] $Scope)
    if (Test-Failure 'Get-AzKeyVaultRoleAssignment') { Write-Error 'AuthorizationFailed'; return }
    if ($Azure.Access) { [pscustomobject]@{ RoleDefinitionName = $RoleDefinitionName } }
}

# An assignment that is not there is an error.
function Remove-AzKeyVaultRoleAssignment {
    [CmdletBinding(SupportsShouldProcess)] param(
        [Parameter(Mandatory)] [string] $HsmName, [Parameter(Mandatory)] [string] $RoleDefinitionName,
        [Parameter(Mandatory)] [string] $ApplicationId, [string] $Scope)
    if (Test-Failure 'Remove-AzKeyVaultRoleAssignment') { Write-Error 'AuthorizationFailed'; return }
    if (-not $Azure.Access) { Write-Error 'the role assignment was not found'; return }
    if ($PSCmdlet.ShouldProcess($HsmName)) { $Azure.Access = $false }
}

function keyhaul {
    $Azure.Calls.Add("keyhaul $args")
    $global:LASTEXITCODE = 0
    switch ("$($args[0]) $($args[1])") {
        'kek create' { Add-Version 'ceremony-1' ('c' * 32) }
        'kek download' { "{`"kid`": `"$($Azure.Url)/keys/ceremony-1/$('c' * 32)`"}" | Set-Content kek.json }
        'byok create' { '' | Set-Content tenant.byok }
        'key export-public' { '' | Set-Content tenant.pem }
        'tpd convert' { '' | Set-Content tenant-keyless.xml }
        'vault upload' { Add-Version 'tenant' ('a' * 32); "{`"key_url`": `"$($Azure.Url)/keys/tenant/$('a' * 32)`"}" }
        default { $global:LASTEXITCODE = 7 }
    }
}
