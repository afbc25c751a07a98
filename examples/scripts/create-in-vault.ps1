# Makes a tenant key in Azure Key Vault, in its HSM. Give your names as parameters, or change them here.
# Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
param(
    [string] $Vault = 'https://contoso-kv.vault.azure.net',   # where the key is made, and its name there
    [string] $Name = 'tenant',
    [string] $KeySha256 = ''                                  # of a key whose answer was lost
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

# RSA-HSM, 2048 bits, the six operations, not exportable; the vault must then sign and decrypt with it. A key of this
# name is somebody else's, unless a proof that failed names its public half, or you do.
if (-not (Test-Path proof.json)) {
    if (Test-Key $Name) {
        $Expected = $KeySha256
        if (-not $Expected -and (Test-Path proof.part)) {
            if ((Get-Content proof.part -Raw) -match '"key_fingerprint": *"([^"]+)"') { $Expected = $Matches[1] }
        }
        if (-not $Expected) {
            throw ("there is a key $Name already: choose another name. If it is the one of an earlier run whose" +
                ' answer was lost, give its fingerprint (keyhaul vault show-key) as -KeySha256')
        }
        if (-not $Expected.StartsWith('sha256:')) { $Expected = "sha256:$Expected" }
        Invoke-Keyhaul vault set-key-operations --vault $Vault --name $Name --expect $Expected --json | Set-Content proof.new
        Move-Item proof.new proof.part -Force
    } else {
        Invoke-Keyhaul vault create-key --vault $Vault --name $Name --json | Set-Content proof.part
    }
    Move-Item proof.part proof.json -Force
}
Get-Content proof.json

# Nobody has a copy of this key, and nobody can make one: there is no way out of Azure with it.
# A key that somebody made there before, and that lacks operations: keyhaul vault set-key-operations.
# 'keyhaul tenant runbook --origin vault' writes all that comes before and after, for your tenant.
