# Stands in for the cmdlets of Az and AIPService: functions with the parameters of cmdlets.txt, on the state that
# state.sh describes. A function of a module does not see its caller's preferences, as a cmdlet does: it asks for them.
Set-StrictMode -Version Latest

$RightsManagement = '00000012-0000-0000-c000-000000000000'
$PrincipalOfRightsManagement = '3d5a1b2c-9e8f-4a7b-8c6d-5e4f3a2b1c0d'
$VaultId = '/subscriptions/5f2b1c3d/resourceGroups/contoso-aip/providers/Microsoft.KeyVault/vaults/kv'

function Test-State([string] $Name) { Test-Path "$env:STATE/$Name" }
function Add-State([string] $Name) { [System.IO.File]::WriteAllText("$env:STATE/$Name", '') }

function Get-Version([string] $Name, [string] $Version) {
    Get-ChildItem "$env:STATE/keys/$Name" -Filter "*.$Version*" -ErrorAction Ignore | Sort-Object Name | ForEach-Object {
        $Id = $_.Extension.Substring(1)
        [pscustomobject]@{
            Name    = $Name
            Version = $Id
            Enabled = [System.IO.File]::ReadAllText($_.FullName).StartsWith('true')
            Id      = "$env:VAULT_URL/keys/$Name/$Id"
            Key     = [pscustomobject]@{ Kid = "$env:VAULT_URL/keys/$Name/$Id" }
        }
    }
}

function Assert-OwnAccess {
    if ((Test-State service-principal) -and -not (Test-State own-access)) {
        throw "Caller is not authorized to perform action on resource.`nStatus: 403 (Forbidden)`nErrorCode: Forbidden"
    }
}

function Assert-Principal {
    if (Test-State no-principal) { throw "Cannot find the Active Directory object '$RightsManagement' in tenant 'x'." }
}

function Assert-Application($Bound) {
    if ($Bound.ContainsKey('ApplicationId') -and (Test-State no-principal)) {
        throw "Could not find application by '$($Bound.ApplicationId)'."
    }
}

# The role assignments on the key: Azure Rights Management's, if it has one, and one of somebody else.
function Get-Assignment {
    $Principals = @('0f0e0d0c-1a2b-4c3d-8e4f-5a6b7c8d9e0f')
    if (Test-State access) { $Principals += $PrincipalOfRightsManagement }
    foreach ($Principal in $Principals) {
        [pscustomobject]@{
            Name               = "of-$Principal"
            PrincipalId        = $Principal
            RoleDefinitionName = 'Managed HSM Crypto User'
            Scope              = '/keys/tenant'
        }
    }
}

function Assert-Connected {
    if (-not (Test-State connected)) { throw 'Run the Connect-AipService cmdlet before any other cmdlet.' }
}

# The key must be enabled, by a versioned URL, and Azure Rights Management must have access.
function Add-TenantKey([string] $Url) {
    if ($Url -notmatch '/keys/([^/]+)/([0-9a-f]{32})$') { throw "$Url has no version" }
    $Found = Get-Version $Matches[1] $Matches[2]
    if (-not $Found -or -not $Found.Enabled) { throw "$Url is not enabled" }
    if (-not (Test-State access) -and -not (Test-State role)) { throw "Azure Rights Management has no access to $Url" }
    if (Select-String -Path "$env:STATE/tenant-keys/*" -Pattern $Url -SimpleMatch -Quiet) { throw "$Url is there already" }
    [System.IO.File]::WriteAllText("$env:STATE/tenant-keys/$([guid]::NewGuid())", "Archived CustomerManaged $Url")
}

# "No" to a question is no error; without anybody at the keyboard, the question is one.
function Test-Yes($Bound, [string] $Name) {
    if ($Bound.ContainsKey('Force') -and $Bound.Force) { return $true }
    if ([Environment]::GetCommandLineArgs() -contains '-NonInteractive') {
        throw 'PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.'
    }
    -not (Test-State declines) -or (Get-Content "$env:STATE/declines") -notcontains $Name
}

$Acts = @{
    'Get-AzContext' = {
        if (Test-State signed-out) { return }
        $Kind = if (Test-State service-principal) { 'ServicePrincipal' } else { 'User' }
        [pscustomobject]@{
            Tenant       = [pscustomobject]@{ Id = (Get-Content "$env:STATE/tenant") }
            Subscription = [pscustomobject]@{ Id = '1'; Name = "Contoso's tenant key" }
            Account      = [pscustomobject]@{ Id = '11111111-2222-3333-4444-555555555555'; Type = $Kind }
        }
    }
    'Connect-AzAccount' = { Remove-Item "$env:STATE/signed-out" -ErrorAction Ignore }
    'Get-AzKeyVault' = {
        if ($Bound.ContainsKey('InRemovedState')) {
            if (Test-State deleted-vault) { [pscustomobject]@{ VaultName = 'contoso-kv' } }
            return
        }
        if (Test-State vault) {
            [pscustomobject]@{
                VaultName               = $Bound.VaultName
                ResourceId              = $VaultId
                EnableRbacAuthorization = Test-State role-based
            }
        }
    }
    'New-AzKeyVault' = {
        if (Test-State deleted-vault) { throw 'A vault with the same name already exists in deleted state.' }
        Add-State vault
    }
    'Get-AzKeyVaultManagedHsm' = { if (Test-State vault) { [pscustomobject]@{ Name = $Bound.Name; ResourceId = $VaultId } } }
    'Get-AzResourceGroup' = { if (Test-State group) { [pscustomobject]@{ ResourceGroupName = 'contoso-aip' } } }
    'New-AzResourceGroup' = { Add-State group }
    'Get-AzResourceLock' = { if (Test-State lock) { [pscustomobject]@{ Name = 'keyhaul' } } }
    'New-AzResourceLock' = { Add-State lock }
    'Get-AzDiagnosticSetting' = { if (Test-State log) { [pscustomobject]@{ Name = 'keyhaul' } } }
    'New-AzDiagnosticSettingLogSettingsObject' = { [pscustomobject]@{ Category = $Bound.Category } }
    'New-AzDiagnosticSetting' = { Add-State log }
    'Add-AzKeyVaultNetworkRule' = { Add-State firewall }
    'Update-AzKeyVaultNetworkRuleSet' = { Add-State firewall }
    'Get-AzRoleAssignment' = {
        if (Test-State no-principal) { throw 'Cannot find principal using the specified options' }
        if (Test-State role) { [pscustomobject]@{ RoleDefinitionName = 'a role' } }
    }
    'Get-AzKeyVaultKey' = {
        Assert-OwnAccess
        if (-not $Bound.ContainsKey('Name')) { return }
        $Found = @(Get-Version $Bound.Name '')
        if ($Bound.ContainsKey('IncludeVersions')) { return $Found | Select-Object Name, Version, Enabled, Id }
        if ($Found) { return $Found[-1] }
        if ($Bound.ContainsKey('VaultName') -and -not (Test-State null-for-none)) {
            throw "A key with (name/id) $($Bound.Name) was not found in this key vault.`nStatus: 404 (Not Found)`nErrorCode: KeyNotFound"
        }
    }
    'Update-AzKeyVaultKey' = {
        $Version = if ($Bound.ContainsKey('Version')) { $Bound.Version } else { '' }
        $Found = @(Get-Version $Bound.Name $Version)
        if (-not $Found) { throw "A key with (name/id) $($Bound.Name)/$Version was not found`nErrorCode: KeyNotFound" }
        $File = Get-ChildItem "$env:STATE/keys/$($Bound.Name)" -Filter "*.$($Found[-1].Version)"
        $Public = (Get-Content $File.FullName) -replace '.* ', ''
        [System.IO.File]::WriteAllText($File.FullName, "$($Bound.Enable) $Public".ToLowerInvariant() + "`n")
    }
    'Set-AzKeyVaultAccessPolicy' = {
        if ($Bound.ServicePrincipalName -eq $RightsManagement) {
            Assert-Principal
            Add-State access
        } else {
            if (Test-State no-entra) { throw 'Insufficient privileges to complete the operation.' }
            Add-State own-access
        }
    }
    'Remove-AzKeyVaultAccessPolicy' = {
        Assert-Principal
        Remove-Item "$env:STATE/access" -ErrorAction Ignore
    }
    'Get-AzADServicePrincipal' = {
        if (-not (Test-State no-principal)) { [pscustomobject]@{ AppId = $RightsManagement; Id = $PrincipalOfRightsManagement } }
    }
    # As in Az.KeyVault: a filter whose principal or role is not found is dropped.
    'Get-AzKeyVaultRoleAssignment' = {
        $Found = @(Get-Assignment | Where-Object { $_.Scope.StartsWith($Bound.Scope) })
        if ($Bound.ContainsKey('RoleDefinitionName') -and $Bound.RoleDefinitionName -eq 'Managed HSM Crypto User') {
            $Found = @($Found | Where-Object { $_.RoleDefinitionName -eq $Bound.RoleDefinitionName })
        }
        if ($Bound.ContainsKey('ApplicationId') -and -not (Test-State no-principal)) {
            $Found = @($Found | Where-Object { $_.PrincipalId -eq $PrincipalOfRightsManagement })
        }
        $Found
    }
    'New-AzKeyVaultRoleAssignment' = {
        Assert-Application $Bound
        Add-State access
    }
    'Remove-AzKeyVaultRoleAssignment' = {
        Assert-Application $Bound
        $Found = Get-Assignment | Where-Object {
            if ($Bound.ContainsKey('RoleAssignmentName')) { $_.Name -eq $Bound.RoleAssignmentName } else { $_.PrincipalId -eq $PrincipalOfRightsManagement }
        }
        if (-not $Found) { throw 'Cannot find role assignment.' }
        if ($Found.PrincipalId -eq $PrincipalOfRightsManagement) { Remove-Item "$env:STATE/access" } else { Add-State others-removed }
    }
    'Connect-AipService' = { Add-State connected }
    'Get-AipServiceConfiguration' = {
        Assert-Connected
        [pscustomobject]@{ BPOSId = [guid](Get-Content "$env:STATE/tenant-of-service") }
    }
    'Get-AipServiceKeys' = {
        Assert-Connected
        Get-ChildItem "$env:STATE/tenant-keys" | ForEach-Object {
            $Words = (Get-Content $_.FullName) -split ' '
            [pscustomobject]@{ KeyIdentifier = [guid] $_.Name; Status = $Words[0]; KeyType = $Words[1] }
        }
    }
    'Use-AipServiceKeyVaultKey' = {
        Assert-Connected
        if (Test-Yes $Bound 'Use-AipServiceKeyVaultKey') { Add-TenantKey $Bound.KeyVaultKeyUrl }
    }
    'Import-AipServiceTpd' = {
        Assert-Connected
        if (-not [System.IO.Path]::IsPathRooted($Bound.TpdFile) -or -not (Test-Path $Bound.TpdFile)) {
            throw "Could not find file $($Bound.TpdFile)"
        }
        if ($Bound.ProtectionPassword.Length -ne 5) { throw 'The password is incorrect.' }
        if (Test-Yes $Bound 'Import-AipServiceTpd') { Add-TenantKey $Bound.KeyVaultKeyUrl }
    }
    'Set-AipServiceKeyProperties' = {
        Assert-Connected
        $Chosen = "$env:STATE/tenant-keys/$($Bound.KeyIdentifier)"
        if (-not (Test-Path $Chosen)) { throw "there is no key $($Bound.KeyIdentifier)" }
        if (-not (Test-Yes $Bound 'Set-AipServiceKeyProperties')) { return }
        Get-ChildItem "$env:STATE/tenant-keys" | ForEach-Object {
            $Status = if ($_.Name -eq $Bound.KeyIdentifier) { 'Active' } else { 'Archived' }
            [System.IO.File]::WriteAllText($_.FullName, ((Get-Content $_.FullName) -replace '^\w+', $Status))
        }
    }
}

# Writes a call down, and says how it fails, if it does.
function Add-Call([string] $Call) {
    $File = "$env:STATE/calls"
    [System.IO.File]::AppendAllText($File, "$Call`n")
    $Number = [System.IO.File]::ReadAllLines($File).Length
    if ($env:FAIL_AT -eq $Number) { return $env:FAIL_MODE }
    if ($env:FAIL_ON -and $Call.Contains($env:FAIL_ON)) { 'before' }
}

function Invoke-StandIn([string] $Name, $Cmdlet, $Bound) {
    $Given = foreach ($Key in $Bound.Keys) { if ($Bound[$Key] -isnot [securestring]) { "-$Key $($Bound[$Key])" } else { "-$Key" } }
    $Failing = Add-Call "$Name $($Given -join ' ')".TrimEnd()
    if (Test-State warns) { Write-Warning 'Behavior of this cmdlet will change: see https://aka.ms/azps-changelog' }
    try {
        if ($Failing -eq 'before') { throw "Operation returned an invalid status code`nStatus: 429 (Too Many Requests)" }
        $Asks = $Cmdlet.SessionState.PSVariable.GetValue('ConfirmPreference')
        if ($Name -match '^(Update|Set|Remove)-Az' -and "$Asks" -in 'Low', 'Medium') { throw 'nobody confirmed' }
        $Answer = & $Acts[$Name]
        if ($Failing -eq 'after') { throw 'the answer was lost: a task was cancelled' }
        $Answer
    } catch {
        $Record = [System.Management.Automation.ErrorRecord]::new([System.Exception]::new("$_"), $Name, 'NotSpecified', $null)
        $Action = if ($Bound.ContainsKey('ErrorAction')) { $Bound.ErrorAction } else {
            $Cmdlet.SessionState.PSVariable.GetValue('ErrorActionPreference')
        }
        if ("$Action" -eq 'Stop') { $Cmdlet.ThrowTerminatingError($Record) }
        $Cmdlet.WriteError($Record)
    }
}

# The function for a cmdlet, from its parameter sets.
function New-Definition([string] $Name, [string[]] $Sets) {
    $Parameters = [ordered]@{}
    for ($Set = 0; $Set -lt $Sets.Length; $Set++) {
        foreach ($Word in $Sets[$Set] -split ' ' | Where-Object { $_ }) {
            $Optional = $Word.StartsWith('[')
            $Parameter, $Type = ($Optional ? $Word.Substring(2, $Word.Length - 3) : $Word.Substring(1)) -split ':'
            $Type = if (-not $Type) { 'switch' } elseif ($Type -eq 'value?') { 'object' } else { $Type }
            $Entry = "[Parameter(ParameterSetName = 'Set$Set'" + ($Optional ? ')]' : ', Mandatory)]')
            if (-not $Parameters.Contains($Parameter)) { $Parameters[$Parameter] = @{ Type = $Type; Sets = @() } }
            $Parameters[$Parameter].Sets += $Entry
        }
    }
    $Declared = $Parameters.Keys | ForEach-Object { "$($Parameters[$_].Sets -join ' ') [$($Parameters[$_].Type)] `$$_" }
    "function $Name {
        [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Set0')] param($($Declared -join ', '))
        Invoke-StandIn '$Name' `$PSCmdlet `$PSBoundParameters
    }"
}

# Those of the module that this file is in.
$Module = Split-Path $PSScriptRoot -Leaf
$Table = Get-Content "$PSScriptRoot/../../cmdlets.txt" | Where-Object { $_.StartsWith("$Module ") } | ForEach-Object {
    $null, $Cmdlet, $Set = $_ -split '\|' | ForEach-Object { $_.Trim() }
    [pscustomobject]@{ Cmdlet = $Cmdlet; Set = $Set }
}
foreach ($Group in $Table | Group-Object Cmdlet) { Invoke-Expression (New-Definition $Group.Name $Group.Group.Set) }
Export-ModuleMember -Function ($Table.Cmdlet | Sort-Object -Unique)
