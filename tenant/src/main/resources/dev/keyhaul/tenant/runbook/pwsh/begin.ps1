# @title@
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

@values@

# Prints a step. The step is to be done, unless the plan alone is wanted.
$StepNumber = 0
$StepName = ''
function Start-Step([string] $What) {
    $script:StepNumber++
    $script:StepName = "$StepNumber/@steps@ $What"
    Write-Host $StepName
    -not $Plan
}

# Of a run that fails: the step, and what to do. The error follows.
trap {
    if ($StepName) {
        Write-Host ("runbook: stopped at step $StepName. Correct what is said below, and run this again in this folder:" +
            ' what is done is not done again.')
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
