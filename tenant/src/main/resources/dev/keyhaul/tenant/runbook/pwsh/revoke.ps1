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

if ($Revoke) {
    $ConfirmPreference = 'None'
    $Failed = $false
    $Disabled = @()
    $Key = "$VaultUrl/keys/$KeyName"
    Invoke-Attempt 'sign in' { Connect-Tenant }
    Disable-Version (Get-RecordedVersion proof.json $KeyName)
    Disable-EveryVersion
    Invoke-Attempt 'withdraw the access of Azure Rights Management' { Revoke-Access }
    # Again, for what failed the first time.
    Disable-EveryVersion

    Write-Host 'A user who has opened a document keeps access to it until the use licence expires.'
    Write-Host "To undo it: Update-AzKeyVaultKey -$($Place.Keys) $VaultName -Name $KeyName -Version VERSION -Enable `$true"
    Write-Host "and give Azure Rights Management its access again, by the command in this script's function Grant-Access."
    try {
        $Left = @(Get-Version $true | ForEach-Object { "$Key/$_" })
        $Disabled += @(Get-Version $false | ForEach-Object { "$Key/$_" })
    } catch {
        $Left = @("its versions cannot be listed: $("$_" -replace '\s+', ' ')")
    }
    $Disabled = @($Disabled | Sort-Object -Unique)
    $Which = if ($Disabled) { "disabled: $Disabled" } else { "disabled: no version of $Key" }
    if ($Left) {
        Write-Host "$Key MAY STILL BE ENABLED ($Left): correct what failed above, and run this again; $Which"
        exit 1
    }
    if ($Failed) {
        Write-Host "no version is enabled, but a step failed: correct what failed above, and run this again; $Which"
        exit 1
    }
    Write-Host "no version is enabled; $Which"
    exit 0
}

if (Start-Step 'Signing in to Azure') {
    Assert-Tools
    Assert-Answers
    Connect-Tenant
}
