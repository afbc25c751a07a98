# keyhaul tenant runbook: a tenant key from a PFX file to a software key in Key Vault
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# It needs PowerShell 7 with the modules Az and AIPService 3.1 or later; an older AIPService needs Windows PowerShell 5.1.
# In an emergency, to take the key away from Azure Rights Management: ./THIS-FILE.ps1 -Revoke
[CmdletBinding()]
param([switch] $Revoke)
$ErrorActionPreference = 'Stop'

# A program that fails stops the runbook, in every version of PowerShell.
function Invoke-Keyhaul {
    & keyhaul @args
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
}

$TenantId = '8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
$Subscription = 'Contoso''s tenant key'
$ResourceGroup = 'contoso-aip'
$Location = 'northeurope'
$VaultName = 'contoso-kv'
$VaultUrl = 'https://contoso-kv.vault.azure.net'
$KeyName = 'tenant'
$KeySource = 'pfx:tenant.pfx'
$PasswordFile = 'file.password'
$RegionUrl = 'https://rms.eu.aadrm.com/_wmcs/licensing'

# The version of a key that a file of this folder names; nothing where there is no such file.
function Get-RecordedVersion([string] $File, [string] $Name) {
    $Pattern = [regex]::Escape("$VaultUrl/keys/$Name/") + '([0-9a-f]{32})'
    if ((Test-Path $File) -and (Get-Content $File -Raw) -match $Pattern) { $Matches[1] }
}

# A key, or nothing where there is none: Az then fails for a vault, and answers nothing for a Managed HSM.
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
    Write-Host "Save this as role.json, and run:"
    Write-Host "  New-AzRoleDefinition -InputFile role.json"
    Write-Host "  New-AzRoleAssignment -ApplicationId $RightsManagement -RoleDefinitionName '$Role' -Scope '$VaultId'"
    throw "$VaultName is role-based, and Azure Rights Management lacks the role: then run this again"
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
    if ((Get-AzKeyVault -VaultName $VaultName).EnableRbacAuthorization) {
        throw "$VaultName is role-based: Get-AzRoleAssignment -ServicePrincipalName $RightsManagement finds the role"
    }
    Remove-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement
}

# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
function Test-Tenant {
    $Context = Get-AzContext
    $Context -and $Context.Tenant.Id -eq $TenantId -and
        $Subscription -in @($Context.Subscription.Name, $Context.Subscription.Id)
}

function Connect-Tenant {
    if (Test-Tenant) { return }
    Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
    if (-not (Test-Tenant)) { throw "not signed in to the subscription $Subscription of the tenant $TenantId" }
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

function Get-EnabledVersion {
    Get-AzKeyVaultKey @Place -Name $KeyName -IncludeVersions | Where-Object { $_.Enabled } |
        ForEach-Object { $_.Version }
}

function Disable-EveryVersion {
    $script:Left = @()
    Invoke-Attempt 'list the enabled versions' { $script:Left = Get-EnabledVersion }
    foreach ($Version in $Left) { Invoke-Attempt "disable $Key/$Version" { Disable-Key $KeyName $Version } }
}

if ($Revoke) {
    $ConfirmPreference = 'None'
    $Failed = $false
    $Key = "$VaultUrl/keys/$KeyName"
    Invoke-Attempt 'sign in' { Connect-Tenant }
    $Proven = Get-RecordedVersion proof.json $KeyName
    $What = if ($Proven) { "$Key/$Proven" } else { "the newest version of $Key" }
    Invoke-Attempt "disable $What" { Disable-Key $KeyName $Proven }
    Disable-EveryVersion
    Invoke-Attempt 'withdraw the access of Azure Rights Management' { Revoke-Access }
    # Again, for what failed the first time.
    Disable-EveryVersion

    $Left = try { Get-EnabledVersion } catch { "its versions cannot be listed: $_" }
    if ($Left) {
        Write-Host "$Key MAY STILL BE ENABLED ($Left): correct what failed above, and run this again"
        exit 1
    }
    Write-Host "no version is enabled: $Key"
    Write-Host 'A user who has opened a document keeps access to it until the use licence expires.'
    Write-Host "To undo it: Update-AzKeyVaultKey -$($Place.Keys) $VaultName -Name $KeyName -Version VERSION -Enable `$true"
    Write-Host "and give Azure Rights Management its access again, by the command in this script's function Grant-Access."
    if ($Failed) {
        Write-Host 'a step failed, though no version is enabled: correct what failed above, and run this again'
        exit 1
    }
    exit 0
}

Connect-Tenant

# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise; one that is there already and role-based needs a custom role.
if (-not (Get-AzKeyVault -VaultName $VaultName)) {
    New-AzKeyVault -Name $VaultName -ResourceGroupName $ResourceGroup -Location $Location -Sku Premium `
        -SoftDeleteRetentionInDays 90 -EnablePurgeProtection -DisableRbacAuthorization | Out-Null
}
$Vault = Get-AzKeyVault -VaultName $VaultName
if ($Vault.EnableRbacAuthorization) { Assert-Role $Vault.ResourceId }

# A key of this name that this runbook did not bring there, and prove, is somebody else's.
if (-not (Test-Path proof.json) -and (Find-Key $KeyName)) {
    throw "there is a key $KeyName already: choose another name"
}

# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for.
$Password = if ($PasswordFile) { @('--password-file', $PasswordFile) } else { @() }
if (-not (Test-Path proof.json)) {
    Invoke-Keyhaul vault import --key $KeySource @Password --vault $VaultUrl --name $KeyName `
        --protection software --json | Set-Content proof.part
    Move-Item proof.part proof.json
}

# Azure Rights Management may use the key.
Grant-Access

# From here on one version of the key, the one that was proven: nobody can put another under it.
$KeyUrl = (Get-AzKeyVaultKey @Place -Name $KeyName).Key.Kid
if ($KeyUrl -notmatch '/keys/[^/]+/[0-9a-f]{32}$') { throw "no versioned URL: $KeyUrl" }
if (-not (Select-String -Path proof.json -Pattern "`"$KeyUrl`"" -SimpleMatch -Quiet)) {
    throw "$KeyUrl is not the key that was proven"
}
Write-Host "tenant key: $KeyUrl"

# What Azure says of it. 'keyhaul tenant check' judges every prerequisite, from the JSON that az prints.
Invoke-Keyhaul vault show --vault $VaultUrl --name $KeyName
if ($RegionUrl) { Invoke-Keyhaul tenant region $RegionUrl }

# Put it to work. The URL has the version: without it the tenant key breaks when it is renewed.
# The new key is listed as archived until it is made active.
Connect-AipService
if ((Get-AipServiceConfiguration).BPOSId -ne $TenantId) { throw "connected to another tenant than $TenantId" }
Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl
Get-AipServiceKeys
Set-AipServiceKeyProperties -KeyIdentifier (Read-Host 'KeyIdentifier of the new key') -Active $true
Get-AipServiceKeys
