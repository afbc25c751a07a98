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
