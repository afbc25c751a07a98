# Runs the PowerShell runbooks of a folder with the stand-ins, many times in one process. First it parses each script.
# Each case prints "case|exit code|versions still enabled|access|calls", and its output below it, indented.
param([Parameter(Mandatory)] [string] $Folder)
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Az.ps1"
$Proven = 'a' * 32
$Renewed = 'b' * 32

foreach ($File in Get-ChildItem $Folder -Filter *.ps1) {
    $Errors = $null
    [void] [System.Management.Automation.Language.Parser]::ParseFile($File, [ref] $null, [ref] $Errors)
    "parsed|$($File.Name)|$($Errors -join '; ')"
}

# A folder of its own, and no keys.
function Reset-Case([string] $Place) {
    $Name = if ($Place -eq 'vault') { 'contoso-kv.vault' } else { 'contoso-hsm.managedhsm' }
    Reset-Azure "https://$Name.azure.net"
    Set-Location (New-Item -ItemType Directory "$Folder/run-$([guid]::NewGuid())")
}

# A key that was imported and proven here, and then renewed.
function Reset-Renewed([string] $Place) {
    Reset-Case $Place
    Add-Version 'tenant' $Proven
    Add-Version 'tenant' $Renewed
    "{`"key_url`": `"$($Azure.Url)/keys/tenant/$Proven`"}" | Set-Content proof.json
}

function Invoke-Case([string] $Name, [string] $Script, [hashtable] $Arguments) {
    $Azure.Calls.Clear()
    $global:LASTEXITCODE = 0
    $Output = try { & "$Folder/$Script" @Arguments *>&1 } catch { $global:LASTEXITCODE = 1; "stopped: $_" }
    $Enabled = foreach ($Key in $Azure.Keys.Keys | Sort-Object) {
        $Azure.Keys[$Key] | Where-Object { $_.Enabled } | ForEach-Object { "$Key/$($_.Version)" }
    }
    "$Name|$LASTEXITCODE|$Enabled|$($Azure.Access)|$($Azure.Calls -join ', ')"
    ($Output | Out-String) -split "`r?`n" | Where-Object { $_ } | ForEach-Object { "  $_" }
}

foreach ($Place in 'vault', 'managed-hsm') {
    $Script = "hsm-$Place.ps1"
    $Revoke = @{ Revoke = $true }

    Reset-Renewed $Place
    Invoke-Case "${Place}: renewed" $Script $Revoke
    $Count = $Azure.Calls.Count
    Invoke-Case "${Place}: a second time" $Script $Revoke
    foreach ($At in 1..$Count) {
        Reset-Renewed $Place
        $Azure.FailAt = $At
        Invoke-Case "${Place}: call $At fails" $Script $Revoke
    }

    Reset-Renewed $Place
    $Azure.Access = $false
    Invoke-Case "${Place}: access absent" $Script $Revoke
    Reset-Renewed $Place
    Remove-Item proof.json
    Invoke-Case "${Place}: without proof" $Script $Revoke
    Reset-Renewed $Place
    $Azure.Keys.Clear()
    Invoke-Case "${Place}: key missing" $Script $Revoke
    Reset-Renewed $Place
    $Azure.FailOn = 'Update-AzKeyVaultKey'
    Invoke-Case "${Place}: no right to disable" $Script $Revoke
    Reset-Renewed $Place
    $Azure.FailOn = 'Get-AzKeyVaultKey'
    Invoke-Case "${Place}: no right to list" $Script $Revoke
    Reset-Renewed $Place
    $Azure.Tenant = 'another'
    Invoke-Case "${Place}: another tenant" $Script $Revoke
    Reset-Renewed $Place
    $ConfirmPreference = 'Low'
    Invoke-Case "${Place}: confirmations on" $Script $Revoke
    $ConfirmPreference = 'High'
    Reset-Renewed $Place
    Invoke-Case "${Place}: misspelt" $Script @{ Revoked = $true }

    foreach ($Origin in 'hsm', 'ad-rms') {
        Reset-Case $Place
        Invoke-Case "${Place}: import from $Origin" "$Origin-$Place.ps1" @{}
    }
}
Reset-Renewed vault
$Azure.RoleBased = $true
Invoke-Case 'vault: role-based' 'hsm-vault.ps1' @{ Revoke = $true }
foreach ($Role in $false, $true) {
    Reset-Case vault
    $Azure.RoleBased = $true
    $Azure.Role = $Role
    Invoke-Case "vault: import, role-based, role $Role" 'hsm-vault.ps1' @{}
}
