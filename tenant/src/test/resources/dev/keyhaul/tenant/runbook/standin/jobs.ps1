# Runs scripts in folders, many in one process. A line of the file of jobs is: kind|folder|script|arguments, with these kinds:
#   once, twice   runs the script in the folder, once or twice
#   sweep         runs it in copies of the folder, where each call in turn fails before its work and after it; then again
# Each run leaves a folder after-N beside `work` and `state`: the state after it, its output and its exit code.
param([Parameter(Mandatory)] [string] $Jobs)
$ErrorActionPreference = 'Continue'
Import-Module Az.Accounts, Az.KeyVault, Az.Resources, AIPService

function Invoke-Run([string] $Folder, [string] $Script, [string] $Arguments, [int] $Number) {
    $env:STATE = "$Folder/state"
    $env:VAULT_URL = [System.IO.File]::ReadAllText("$Folder/vault-url")
    Set-Location "$Folder/work"
    $Named = @{}
    foreach ($Word in $Arguments -split ' ' | Where-Object { $_ }) {
        $Name, $Value = $Word -split '=', 2
        if ($Name.StartsWith('-')) { $Named[$Name.Substring(1)] = $null -eq $Value ? $true : $Value }
        elseif ($Name.StartsWith('$')) { Set-Variable $Name.Substring(1) ([bool]::Parse($Value)) }
        else { Set-Item "env:$Name" $Value }
    }
    if (Test-Path "$env:STATE/calls") { Remove-Item "$env:STATE/calls" }
    # An older module instead.
    if ($env:MODULE) {
        Remove-Module $env:MODULE
        Import-Module "$env:OLDER_MODULES/$env:MODULE"
    }
    $global:LASTEXITCODE = 0
    $Output = try { & $Script @Named *>&1 } catch { $global:LASTEXITCODE = 1; "stopped: $_" }
    $Exit = $LASTEXITCODE
    if ($env:MODULE) {
        Remove-Module $env:MODULE
        Import-Module $env:MODULE
        $env:MODULE = ''
    }
    foreach ($Name in 'FAIL_AT', 'FAIL_MODE', 'FAIL_ON', 'FAIL_PROOF', 'KEY_SHA256', 'KEK_SHA256', 'REVOKE_KEY', 'OLD_DOCUMENT') {
        Set-Item "env:$Name" ''
    }
    $After = "$Folder/after-$Number"
    Copy-Item $env:STATE $After -Recurse
    [System.IO.File]::WriteAllText("$After/exit", "$Exit")
    [System.IO.File]::WriteAllText("$After/output", ($Output | Out-String -Width 4096))
}

function Invoke-Sweep([string] $Folder, [string] $Script, [string] $Arguments) {
    Copy-Item $Folder "$Folder-whole" -Recurse
    Invoke-Run "$Folder-whole" $Script $Arguments 1
    $Count = @(Get-Content "$Folder-whole/after-1/calls").Length
    foreach ($At in 1..$Count) {
        foreach ($Mode in 'before', 'after') {
            Copy-Item $Folder "$Folder-$At-$Mode" -Recurse
            Invoke-Run "$Folder-$At-$Mode" $Script "$Arguments FAIL_AT=$At FAIL_MODE=$Mode" 1
            Invoke-Run "$Folder-$At-$Mode" $Script $Arguments 2
        }
    }
}

foreach ($Line in Get-Content $Jobs) {
    $Kind, $Folder, $Script, $First, $Second = $Line -split '\|'
    switch ($Kind) {
        'once' { Invoke-Run $Folder $Script $First 1 }
        'twice' { Invoke-Run $Folder $Script $First 1; Invoke-Run $Folder $Script $Second 2 }
        'sweep' { Invoke-Sweep $Folder $Script $First }
    }
}
