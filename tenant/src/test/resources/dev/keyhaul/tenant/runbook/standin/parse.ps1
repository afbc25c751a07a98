# Parses the scripts of a folder, and checks each command and each parameter against cmdlets.txt and PowerShell's own
# commands. Prints what is wrong, and at the end how many commands it looked at.
param([Parameter(Mandatory)] [string] $Folder)
$ErrorActionPreference = 'Stop'
$Table = Get-Content "$PSScriptRoot/cmdlets.txt" | Where-Object { $_ -notmatch '^#' } | ForEach-Object {
    $null, $Cmdlet, $Set = $_ -split '\|' | ForEach-Object { $_.Trim() }
    $Words = $Set -split ' ' | Where-Object { $_ }
    [pscustomobject]@{
        Cmdlet    = $Cmdlet
        All       = @($Words | ForEach-Object { $_ -replace '^\[?-' -replace ':.*' -replace '\]$' })
        Mandatory = @($Words | Where-Object { $_ -notmatch '^\[' } | ForEach-Object { $_ -replace '^-' -replace ':.*' })
    }
}
$Common = 'Verbose', 'ErrorAction', 'WhatIf', 'Confirm'
$Count = 0

function Find-Ast($Ast, [type] $Type) { $Ast.FindAll({ param($Node) $Node -is $Type }.GetNewClosure(), $true) }

# What each splatted variable holds, by its first assignment in the script: the names in a hash table.
function Get-Splatted($Tree) {
    $Splatted = @{}
    foreach ($Assignment in Find-Ast $Tree ([System.Management.Automation.Language.AssignmentStatementAst])) {
        $Left = "$($Assignment.Left)" -replace '^\$'
        $Table = Find-Ast $Assignment.Right ([System.Management.Automation.Language.HashtableAst]) | Select-Object -First 1
        if ($Table -and -not $Splatted.ContainsKey($Left)) {
            $Splatted[$Left] = @($Table.KeyValuePairs | ForEach-Object { "$($_.Item1)" })
        }
    }
    $Splatted
}

function Test-Command($Command, $Splatted, $Functions) {
    $Name = $Command.GetCommandName()
    if (-not $Name -or $Name -eq 'keyhaul' -or $Name -in $Functions) { return }
    $Given = @($Command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
        ForEach-Object { $_.ParameterName } | Where-Object { $_ -notin $Common })
    foreach ($Splat in $Command.CommandElements | Where-Object { $_.Extent.Text -match '^@\w+$' }) {
        foreach ($Key in $Splatted[$Splat.Extent.Text.Substring(1)]) { $Given += $Key }
    }
    $Sets = @($Table | Where-Object { $_.Cmdlet -eq $Name })
    if ($Sets) {
        $Fits = $Sets | Where-Object {
            $Set = $_
            -not ($Given | Where-Object { $_ -notin $Set.All }) -and -not ($Set.Mandatory | Where-Object { $_ -notin $Given })
        }
        if (-not $Fits) { "$Name has no parameter set for: $Given" }
        return
    }
    $Own = Get-Command $Name -ErrorAction Ignore
    if (-not $Own) { return "$Name is no known command" }
    if ($Own.ResolvedCommand) { return "$Name is an alias" }
    $Given | Where-Object { -not $Own.Parameters.ContainsKey($_) } | ForEach-Object { "$Name has no parameter -$_" }
}

foreach ($File in Get-ChildItem $Folder -Filter *.ps1) {
    $Errors = $null
    $Tree = [System.Management.Automation.Language.Parser]::ParseFile($File.FullName, [ref] $null, [ref] $Errors)
    foreach ($Fault in $Errors) { "$($File.Name): $Fault" }
    $Functions = @(Find-Ast $Tree ([System.Management.Automation.Language.FunctionDefinitionAst]) | ForEach-Object { $_.Name })
    $Splatted = Get-Splatted $Tree
    foreach ($Command in Find-Ast $Tree ([System.Management.Automation.Language.CommandAst])) {
        $Count++
        foreach ($Fault in Test-Command $Command $Splatted $Functions) {
            "$($File.Name):$($Command.Extent.StartLineNumber): $Fault"
        }
    }
}
"looked at $Count commands"
