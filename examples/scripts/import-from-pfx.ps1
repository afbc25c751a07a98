# Takes a tenant key from a PFX file into Azure Key Vault, as a software key. Give your names as parameters, or change
# them here. Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
param(
    [string] $Pfx = 'tenant.pfx',
    [string] $PasswordFile = 'pfx.password',                  # readable by you alone
    [string] $Vault = 'https://contoso-kv.vault.azure.net',   # where the key goes, and its name there
    [string] $Name = 'tenant'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Exit codes are looked at here, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false

# A program that fails stops the script, in every version of PowerShell.
function Invoke-Keyhaul {
    & keyhaul @args
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
}

# Whether the vault has a key of a name. Any failure but not-found stops the script.
function Test-Key([string] $KeyName) {
    $ErrorActionPreference = 'Continue'
    $Said = & keyhaul vault show-key --vault $Vault --name $KeyName 2>&1
    if ($LASTEXITCODE -eq 0) { return $true }
    $NotFound = "cannot get key ${KeyName}: the service returned 404 KeyNotFound"
    if (-not "$Said".Contains($NotFound)) { throw "keyhaul ended with exit code ${LASTEXITCODE}: $Said" }
    $false
}

# The key goes over TLS as it is; the vault must then hold that very key, and sign with it. A run that was stopped
# between the import and the proof goes on with the proof: it knows your key by its public half.
if (-not (Test-Path proof.json)) {
    if (Test-Key $Name) {
        if (-not (Test-Path tenant.pem)) {
            Invoke-Keyhaul key export-public --key "pfx:$Pfx" --password-file $PasswordFile -o tenant.pem
        }
        Invoke-Keyhaul vault set-key-operations --vault $Vault --name $Name --expect tenant.pem --json |
            Set-Content proof.part
    } else {
        Invoke-Keyhaul vault import-key --key "pfx:$Pfx" --password-file $PasswordFile --vault $Vault --name $Name `
            --protection software --json | Set-Content proof.part
    }
    Move-Item proof.part proof.json -Force
}
Get-Content proof.json

# Whoever has a copy of the PFX file and its password has the key still.
# 'keyhaul tenant runbook --origin pfx' writes all that comes before and after, for your tenant.
