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
