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
        Write-Host ("runbook: stopped at step $StepName. Correct what is said below, and run this script again " +
            'in this folder: it does not repeat finished steps.')
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
