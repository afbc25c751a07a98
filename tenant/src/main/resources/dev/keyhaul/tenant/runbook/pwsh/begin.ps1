# @title@
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

@values@

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
