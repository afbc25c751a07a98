# keyhaul tenant runbook: a tenant key from an HSM to Azure's HSM
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# It needs the modules Az.Accounts, Az.Resources, Az.Monitor, Az.KeyVault 6.0.0 or later, and AIPService: 3.1 or later in
# PowerShell 7, any version in Windows PowerShell 5.1.
#   ./THIS-FILE.ps1 -Plan     prints the steps and changes nothing
#   ./THIS-FILE.ps1 -Force    does not ask before the key is put to work; with -NonInteractive, it is needed
#   ./THIS-FILE.ps1 -Revoke   takes the key away from Azure Rights Management, in an emergency
#   ./THIS-FILE.ps1 -Retire   the planned exit: disables $OldKeyUrl, or this key where that is empty, once it is not used
#
# What the operator needs, before the first command:
#   subscription       Contributor in the resource group, and Owner or User Access Administrator for the lock and for roles
#   keys               a vault that this makes gives its maker all of them. In another: get, list, create, import, update,
#                      sign, decrypt, getrotationpolicy, or the role Key Vault Crypto Officer. In a Managed HSM: the roles
#                      Managed HSM Crypto User, and Managed HSM Policy Administrator to give the role of the last steps
#   Entra ID           to read service principals, as every member of a tenant may
#   Rights Management  Azure Information Protection Administrator, or Global Administrator
[CmdletBinding(DefaultParameterSetName = 'Run')]
param(
    [Parameter(ParameterSetName = 'Run')] [switch] $Force,
    [Parameter(Mandatory, ParameterSetName = 'Plan')] [switch] $Plan,
    [Parameter(Mandatory, ParameterSetName = 'Revoke')] [switch] $Revoke,
    [Parameter(Mandatory, ParameterSetName = 'Retire')] [switch] $Retire
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Invoke-Keyhaul looks at exit codes itself, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false

$TenantId = '8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
$Subscription = 'Contoso''s tenant key'
$ResourceGroup = 'contoso-aip'
$Location = 'northeurope'
$VaultName = 'contoso-kv'
$VaultUrl = 'https://contoso-kv.vault.azure.net'
$KeyName = 'tenant'
$KekName = 'ceremony-1'
$RegionUrl = 'https://rms.eu.aadrm.com/_wmcs/licensing'
$LogStorage = ''
$AllowedIps = ''
$SecondVaultUrl = ''
$OldKeyUrl = ''

# Prints a step. The step is to be done, unless the plan alone is wanted.
$StepNumber = 0
$StepName = ''
function Start-Step([string] $What) {
    $script:StepNumber++
    $script:StepName = "$StepNumber/11 $What"
    Write-Host $StepName
    -not $Plan
}

# Of a run that fails: the step, and what to do. The error follows.
trap {
    if ($StepName) {
        Write-Host ("runbook: stopped at step $StepName. Correct what is said below, and run this script again " +
            'in this folder: it does not repeat finished steps.')
    }
    break
}

# A program that fails stops the runbook. Windows hands the arguments of keyhaul.cmd to cmd.exe, which takes & for its
# own outside of quotes, and the name of a variable between % everywhere.
function Invoke-Keyhaul {
    $Arguments = $args
    if ($env:OS -eq 'Windows_NT' -and (Get-Command keyhaul).Name -match '\.(cmd|bat)$') {
        $Arguments = $args | ForEach-Object { ConvertTo-BatchArgument $_ }
    }
    & keyhaul @Arguments
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
}

function ConvertTo-BatchArgument([string] $Argument) {
    foreach ($Match in [regex]::Matches($Argument, '%([^%]+)(?=%)')) {
        $Name = $Match.Groups[1].Value
        if (Test-Path "env:$Name") { throw "cmd.exe would replace %$Name% in $Argument" }
    }
    if ($Argument.Contains('"')) { throw "cmd.exe cannot take a quotation mark in $Argument" }
    # Older versions put what has a space into quotes themselves, unless it is there.
    if ($Argument -match '[&|<>^()!;,=\s]') { "`"$Argument`"" } else { $Argument }
}

# The version of a key that a file of this folder names; nothing where there is no such file.
function Get-RecordedVersion([string] $File, [string] $Name) {
    $Pattern = [regex]::Escape("$VaultUrl/keys/$Name/") + '([0-9a-f]{32})'
    if ((Test-Path $File) -and (Get-Content $File -Raw) -match $Pattern) { $Matches[1] }
}

# Does something in the vault of the second geography.
function Invoke-InSecond([scriptblock] $Do) {
    $Url = $script:VaultUrl
    $Name = $script:VaultName
    $script:VaultUrl = $SecondVaultUrl
    $script:VaultName = ([uri] $SecondVaultUrl).Host -replace '\..*'
    $Parameter = @($Place.Keys)[0]
    try {
        $script:Place = @{ $Parameter = $script:VaultName }
        & $Do
    } finally {
        $script:VaultUrl = $Url
        $script:VaultName = $Name
        $script:Place = @{ $Parameter = $Name }
    }
}

# A key, or nothing if it does not exist: Az then fails for a vault, and returns nothing for a Managed HSM. Any other
# failure stops the runbook.
function Find-Key([string] $Name) {
    try { Get-AzKeyVaultKey @Place -Name $Name } catch { if ("$_" -notmatch 'KeyNotFound') { throw } }
}

# Disables one version of a key; without a version, the newest.
function Disable-Key([string] $Name, [string] $Version) {
    $Which = @{ Name = $Name }
    if ($Version) { $Which.Version = $Version }
    Update-AzKeyVaultKey @Place @Which -Enable $false | Out-Null
}

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

# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
function Test-Tenant {
    $Context = Get-AzContext
    $Context -and $Context.Tenant -and $Context.Subscription -and $Context.Tenant.Id -eq $TenantId -and
        $Subscription -in @($Context.Subscription.Name, $Context.Subscription.Id)
}

function Connect-Tenant {
    if (Test-Tenant) { return }
    Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
    if (-not (Test-Tenant)) { throw "not signed in to the subscription $Subscription of the tenant $TenantId" }
}

function Assert-Module([string] $Name, [version] $Oldest) {
    $Module = Get-Module -Name $Name
    if (-not $Module) {
        $Module = Get-Module -Name $Name -ListAvailable | Sort-Object Version | Select-Object -Last 1
    }
    if (-not $Module) { throw "the module $Name is missing: Install-Module $Name -Scope CurrentUser" }
    if ($Module.Version -lt $Oldest) {
        throw "the module $Name is $($Module.Version); this needs $Oldest or later: Update-Module $Name"
    }
}

# What this needs here, before anything is changed.
function Assert-Tools {
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    Assert-Module Az.Accounts 2.0
    Assert-Module Az.Resources 1.0
    # Its New-AzDiagnosticSetting has -Log.
    Assert-Module Az.Monitor 3.0
    # Its New-AzKeyVault has -DisableRbacAuthorization.
    Assert-Module Az.KeyVault 6.0.0
    Assert-Module AIPService $(if ($PSVersionTable.PSVersion.Major -ge 7) { '3.1' } else { '1.0' })
}

# Where PowerShell was started with -NonInteractive nobody can be asked: each answer must be there before anything is
# changed.
function Assert-Answers {
    if (-not ([Environment]::GetCommandLineArgs() -match '^[-/]noni')) { return }
    $Missing = @(
        if (-not $Force) { 'the parameter -Force' }
        foreach ($Name in 'PinFile', 'PasswordFile') {
            if ((Test-Path "variable:$Name") -and -not (Get-Variable $Name -ValueOnly)) {
                "the variable $Name of this script"
            }
        }
        $Wraps = (Test-Path variable:KekName) -and (Test-Path variable:KeySource)
        if ($Wraps -and -not (Test-Path tenant.byok) -and -not $env:KEK_SHA256) {
            'the environment variable KEK_SHA256, the fingerprint of a KEK that is there'
        }
        try {
            Get-AipServiceConfiguration | Out-Null
        } catch {
            'a sign-in by Connect-AipService in this session, with -Credential or -AccessToken'
        }
    )
    if ($Missing) { throw "nobody can be asked; missing: $($Missing -join '; ')" }
}

# The emergency: nothing that the key protects can be opened until the key is enabled and authorised again. The key is
# disabled first. A step that fails is reported, and the steps after it are tried all the same. It may be run again.
function Invoke-Attempt([string] $What, [scriptblock] $Step) {
    try {
        & $Step
        Write-Host "done: $What"
    } catch {
        Write-Host "failed: ${What}: $_"
        $script:Failed = $true
    }
}

function Disable-Version([string] $Version) {
    $Url = if ($Version) { "$Key/$Version" } else { "the newest version of $Key" }
    Invoke-Attempt "disable $Url" {
        Disable-Key $KeyName $Version
        if ($Version) { $script:Disabled += $Url }
    }
}

function Get-Version([bool] $Enabled) {
    Get-AzKeyVaultKey @Place -Name $KeyName -IncludeVersions | Where-Object { $_.Enabled -eq $Enabled } |
        ForEach-Object { $_.Version }
}

function Disable-EveryVersion {
    $script:Left = @()
    Invoke-Attempt 'list the enabled versions' { $script:Left = @(Get-Version $true) }
    foreach ($Version in $Left) { Disable-Version $Version }
}

# Says what stops, and how to undo it; somebody must type the key's name.
function Confirm-Revocation {
    Write-Host "This disables every version of"
    foreach ($Url in $VaultUrl, $SecondVaultUrl | Where-Object { $_ }) { Write-Host "  $Url/keys/$KeyName" }
    Write-Host ('and withdraws the access of Azure Rights Management. What it protects can no longer be opened, and nothing' +
        ' more can be protected, as soon as what users and servers keep of it has lapsed. To undo it, for each version' +
        ' that it prints:')
    Write-Host "  Update-AzKeyVaultKey -$($Place.Keys) $VaultName -Name $KeyName -Version VERSION -Enable `$true"
    Write-Host 'and give the access again: Grant-Access in this script.'
    $Answer = $env:REVOKE_KEY
    if (-not $Answer) {
        try {
            $Answer = Read-Host "Type the key's name to go on"
        } catch {
            throw "nobody can be asked: set the variable REVOKE_KEY to the key's name, $KeyName"
        }
    }
    if ($Answer -cne $KeyName) { throw "'$Answer' is not the key's name, ${KeyName}: nothing was changed" }
}

function Invoke-Revocation([string] $Where) {
    $script:Key = "$VaultUrl/keys/$KeyName"
    Disable-Version (Get-RecordedVersion proof.json $KeyName)
    Disable-EveryVersion
    Invoke-Attempt "withdraw the access of Azure Rights Management$Where" { Revoke-Access }
    # Again, for what failed the first time.
    Disable-EveryVersion
    try {
        $Enabled = @(Get-Version $true | ForEach-Object { "$Key/$_" })
        $script:Disabled += @(Get-Version $false | ForEach-Object { "$Key/$_" })
    } catch {
        $Enabled = @("its versions cannot be listed: $("$_" -replace '\s+', ' ')")
    }
    if ($Enabled) { $script:MayBeEnabled += "$Key MAY STILL BE ENABLED ($Enabled):" }
}

if ($Revoke) {
    Confirm-Revocation
    $ConfirmPreference = 'None'
    $Failed = $false
    $Disabled = @()
    $MayBeEnabled = @()
    $Key = "$VaultUrl/keys/$KeyName"
    Invoke-Attempt 'sign in' { Connect-Tenant }
    Invoke-Revocation ''
    if ($SecondVaultUrl) { Invoke-InSecond { Invoke-Revocation ' in the second vault' } }

    Write-Host 'A user who has opened a document keeps access to it until the use licence expires.'
    $Disabled = @($Disabled | Sort-Object -Unique)
    $Which = if ($Disabled) { "disabled: $Disabled" } else { "disabled: no version of $Key" }
    if ($MayBeEnabled) {
        Write-Host "$MayBeEnabled correct what failed above, and run this script again; $Which"
        exit 1
    }
    if ($Failed) {
        Write-Host "no version is enabled, but a step failed: correct what failed above, and run this script again; $Which"
        exit 1
    }
    Write-Host "no version is enabled; $Which"
    exit 0
}

# The planned exit: a key that the tenant used before is disabled, and kept. Nothing is deleted, nothing purged. It is
# disabled for good only after its own log shows no uses, and a document from before the switch opened meanwhile.
function Set-Retired([bool] $Enabled) {
    Update-AzKeyVaultKey @At -Name $Name -Version $Version -Enable $Enabled -Confirm:$false | Out-Null
}

# keyhaul reads the logs, whatever their format, and ends with 0 only if they show that the version is not used any more.
function Assert-NoUse {
    if (-not (Get-ChildItem old-key-log -Recurse -File -ErrorAction Ignore)) {
        throw ("the folder old-key-log is missing or empty: put the logs (AuditEvent) of the vault of $Retired there, of" +
            ' every day since the switch until now, out of its container insights-logs-auditevent')
    }
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    try {
        Invoke-Keyhaul audit --vault-log old-key-log --unused $Retired
    } catch {
        if ($LASTEXITCODE -eq 7) {
            throw "$Retired is still used, according to old-key-log: wait, and look again with newer logs"
        }
        throw "the logs in old-key-log do not show that $Retired is not used: nothing was changed. $_"
    }
    Write-Host "no uses of $Retired in old-key-log"
}

if ($Retire) {
    $Retired = $OldKeyUrl
    if (-not $Retired -and (Get-RecordedVersion proof.json $KeyName)) {
        $Retired = "$VaultUrl/keys/$KeyName/$(Get-RecordedVersion proof.json $KeyName)"
    }
    if ($Retired -notmatch '/keys/[^/]+/[0-9a-f]{32}$') {
        throw 'which version? make this runbook with --old-key, or run it in the folder of proof.json'
    }
    $Vault, $Name, $Version = ($Retired -replace '^https://') -split '\..*/keys/|/'
    $At = if ($Retired -match '\.managedhsm\.') { @{ HsmName = $Vault } } else { @{ VaultName = $Vault } }
    $Undo = "Update-AzKeyVaultKey -$($At.Keys) $Vault -Name $Name -Version $Version -Enable `$true"
    Assert-NoUse
    Connect-Tenant
    $Opened = $false
    try {
        Set-Retired $false
        Write-Host ("$Retired is disabled, for a test that is undone at once if it fails. Now open a document from before" +
            ' the switch, on a computer and as a user that have not opened it yet.')
        $Answer = $env:OLD_DOCUMENT
        if (-not $Answer) { $Answer = Read-Host 'Type opened when it opens, anything else when it does not' }
        $Opened = $Answer -ceq 'opened'
        if (-not $Opened) {
            throw 'the document did not open, or nobody can be asked (the variable OLD_DOCUMENT, opened): the key is still needed'
        }
    } finally {
        if (-not $Opened) {
            try { Set-Retired $true } catch { Write-Host "$Retired MAY STILL BE DISABLED: ${_}: $Undo" }
        }
    }
    Write-Host "retired: $Retired is disabled. Keep it, and its master copy: nothing deletes or purges it. To undo it:"
    Write-Host "  $Undo"
    exit 0
}

if (Start-Step 'Signing in to Azure') {
    Assert-Tools
    Assert-Answers
    Connect-Tenant
}

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

# A log of each use: without it there is nothing to audit.
function Set-Log([string] $VaultId) {
    if (-not $LogStorage) {
        Write-Host 'no log is kept, and there will be nothing to audit: make this runbook with --log-storage'
        return
    }
    if (Get-AzDiagnosticSetting -ResourceId $VaultId | Where-Object { $_.Name -eq 'keyhaul' }) { return }
    $Log = New-AzDiagnosticSettingLogSettingsObject -Category AuditEvent -Enabled $true
    New-AzDiagnosticSetting -Name keyhaul -ResourceId $VaultId -StorageAccountId $LogStorage -Log $Log | Out-Null
}

# Where $AllowedIps names who may come in, nobody else may but Azure Rights Management, a trusted Microsoft service.
function Close-Firewall {
    if (-not (Test-Path variable:AllowedIps) -or -not $AllowedIps) { return }
    Add-AzKeyVaultNetworkRule -VaultName $VaultName -IpAddressRange ($AllowedIps -split ',')
    Update-AzKeyVaultNetworkRuleSet -VaultName $VaultName -Bypass AzureServices -DefaultAction Deny
}

# Against a deletion by mistake.
function Lock-Vault([string] $VaultId) {
    if (Get-AzResourceLock -Scope $VaultId | Where-Object { $_.Name -eq 'keyhaul' }) { return }
    try {
        New-AzResourceLock -LockName keyhaul -LockLevel CanNotDelete -Scope $VaultId -Force | Out-Null
    } catch {
        throw ("cannot lock ${VaultName}: $_. Somebody who may must run:" +
            " New-AzResourceLock -LockName keyhaul -LockLevel CanNotDelete -Scope '$VaultId' -Force")
    }
}

if (Start-Step 'Guarding the vault') {
    $VaultId = Get-VaultId $VaultName
    Set-Log $VaultId
    Close-Firewall
    Lock-Vault $VaultId
}

# A key of this name that this runbook did not take there is somebody else's. Once tenant.pem is here, the import knows
# which key it expects.
if (Start-Step 'Checking that the name is free') {
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.pem) -and (Find-Key $KeyName)) {
        throw "there is a key $KeyName already: choose another name"
    }
}

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if (Start-Step 'Making the KEK') {
    if (-not (Test-Path proof.json) -and -not (Test-Path kek.json)) {
        if (-not (Find-Key $KekName)) {
            Invoke-Keyhaul kek create --vault $VaultUrl --name $KekName
        }
        Invoke-Keyhaul kek download --vault $VaultUrl --name $KekName -o kek.json
    }
}

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der; Get-FileHash kek.der
$Fingerprint = if ($env:KEK_SHA256) { @('--kek-sha256', $env:KEK_SHA256) } else { @() }

# The key is wrapped on the HSM's host, by a script of its own.
if (Start-Step 'Waiting for the key from the host of the HSM') {
    if (-not (Test-Path proof.json) -and -not ((Test-Path tenant.byok) -and (Test-Path tenant.pem))) {
        throw 'carry kek.json to the host of the HSM, run the script of that host there, and carry tenant.byok and ' +
            'tenant.pem into this folder'
    }
}
$Keep = 'the key in the HSM, or its master copy'

# --expect makes sure that Azure now holds your key, and not one that was swapped on the way. A run
# that was stopped between the import and the proof goes on with the proof: it knows your key by its public half.
if (Start-Step 'Importing the key and proving it') {
    if (-not (Test-Path proof.json)) {
        if (Find-Key $KeyName) {
            Invoke-Keyhaul vault set-key-operations --vault $VaultUrl --name $KeyName --expect tenant.pem --json |
                Set-Content proof.part
        } else {
            Invoke-Keyhaul vault import-key --blob tenant.byok --vault $VaultUrl --name $KeyName --expect tenant.pem `
                --kek kek.json --json | Set-Content proof.part
        }
        Move-Item proof.part proof.json -Force
    }
}

# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
if (Start-Step 'Disabling the KEK') {
    try {
        Disable-Key $KekName (Get-RecordedVersion kek.json $KekName)
    } catch {
        # It was deleted.
        if ("$_" -notmatch 'KeyNotFound') { throw }
    }
}

# Azure Rights Management may use the key.
if (Start-Step 'Giving Azure Rights Management access to the key') {
    Grant-Access
    if ($SecondVaultUrl) { Invoke-InSecond { Grant-Access } }
}

# From here on one version of the key, the one that was proven: nobody can put another under it.
# 'keyhaul tenant check' judges every prerequisite, from the JSON that az prints.
if (Start-Step 'Checking that it is the key that was proven') {
    $Found = Find-Key $KeyName
    if (-not $Found) { throw "there is no key $KeyName" }
    $KeyUrl = $Found.Key.Kid
    if ($KeyUrl -notmatch '/keys/[^/]+/[0-9a-f]{32}$') { throw "no versioned URL: $KeyUrl" }
    if (-not (Select-String -Path proof.json -Pattern "`"$KeyUrl`"" -SimpleMatch -Quiet)) {
        throw "$KeyUrl is not the key that was proven"
    }
    Invoke-Keyhaul vault show-key --vault $VaultUrl --name $KeyName
    if ($RegionUrl) { Invoke-Keyhaul tenant check --region-url $RegionUrl }
}

# Its own sign-in, to the same tenant.
function Connect-Service {
    $Now = try { (Get-AipServiceConfiguration).BPOSId } catch { $null }
    if ("$Now" -ne $TenantId) { Connect-AipService -TenantId $TenantId | Out-Null }
    if ("$((Get-AipServiceConfiguration).BPOSId)" -ne $TenantId) { throw "connected to another tenant than $TenantId" }
}

function Show-TenantKey([string] $When) {
    Write-Host "tenant keys ${When}:"
    Get-AipServiceKeys | ForEach-Object { Write-Host "  $($_.KeyIdentifier)  $($_.Status)" }
}

# The key that was made after the first list was written, if any.
function Find-NewKey {
    $Before = @(Get-Content keys-before.txt)
    $New = @(Get-AipServiceKeys | Where-Object { "$($_.KeyIdentifier)" -notin $Before })
    if ($New.Count -gt 1) {
        throw ("several tenant keys are new: $($New.KeyIdentifier -join ', '). Add those that are not yours to" +
            ' keys-before.txt, and run this script again')
    }
    $New
}

# The identifier of the new key is what the list has more than before. A key that an earlier run has added is not added
# again; each question may have been answered with No.
function Set-TenantKey([scriptblock] $Add) {
    Connect-Service
    Show-TenantKey 'before'
    if (-not (Test-Path keys-before.txt)) {
        Set-Content keys-before.part -Value @(Get-AipServiceKeys | ForEach-Object { "$($_.KeyIdentifier)" })
        Move-Item keys-before.part keys-before.txt
    }
    if (-not (Find-NewKey)) { & $Add }
    $Id = Find-NewKey | ForEach-Object { "$($_.KeyIdentifier)" }
    if (-not $Id) { throw 'no tenant key was added: run this script again, and confirm it' }
    if ((Find-NewKey).Status -ne 'Active') {
        Set-AipServiceKeyProperties -KeyIdentifier $Id -Active $true -Force:$Force
    }
    Show-TenantKey 'after'
    if ((Find-NewKey).Status -ne 'Active') { throw "the tenant key $Id is not active: run this script again, and confirm it" }
}

# The URL has the version: without it the tenant key breaks when it is renewed.
function Add-TenantKey {
    Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl -Force:$Force | Out-Host
}

# Put it to work.
if (Start-Step 'Making it the tenant key') {
    Set-TenantKey { Add-TenantKey }
    Write-Host "tenant key: $KeyUrl is active. Keep this folder, where proof.json names the version, and $Keep."
} else {
    Write-Host 'nothing was changed'
}
