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
