# keyhaul tenant runbook: a tenant key from an HSM to Azure's HSM, on the host of the HSM
#
# Run it in a folder of its own, with the kek.json that the script of the connected host has made. It needs keyhaul, but
# no module, no network and no sign-in. Then carry tenant.byok and tenant.pem back, and run the other script again.
# A second person obtains the fingerprint of the KEK on another machine, as the other script says: this one asks for it at
# the terminal, or takes it from the variable KEK_SHA256.
#   ./THIS-FILE.ps1 -Plan     prints the steps and changes nothing
param([switch] $Plan)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Invoke-Keyhaul looks at exit codes itself, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false

$VaultUrl = 'https://contoso-kv.vault.azure.net'
$KeySource = 'pkcs11:token=hsm;object=tenant'
$PinFile = 'hsm.pin'
$Fingerprint = if ($env:KEK_SHA256) { @('--kek-sha256', $env:KEK_SHA256) } else { @() }

# Prints a step. The step is to be done, unless the plan alone is wanted.
$StepNumber = 0
$StepName = ''
function Start-Step([string] $What) {
    $script:StepNumber++
    $script:StepName = "$StepNumber/1 $What"
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

# What this needs here.
if (-not $Plan) {
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    if (-not (Test-Path tenant.byok) -and -not (Test-Path kek.json)) {
        throw 'kek.json is missing: carry it here from the folder of the other script'
    }
}

# The key is wrapped in its own HSM. Without a PIN file, the PIN is asked for.
$Pin = if ($PinFile) { @('--pin-file', $PinFile) } else { @() }
if (Start-Step 'Wrapping the key in the HSM') {
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.byok)) {
        Invoke-Keyhaul byok create --key $KeySource @Pin --kek kek.json -o tenant.byok `
            --vault $VaultUrl @Fingerprint
    }
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.pem)) {
        Invoke-Keyhaul key export-public --key $KeySource @Pin -o tenant.pem
    }
}
$Keep = 'the key in the HSM, or its master copy'

if (-not $Plan) {
    Write-Host ("carry tenant.byok and tenant.pem to the folder of the other script, and run that again. Keep $Keep.")
}
