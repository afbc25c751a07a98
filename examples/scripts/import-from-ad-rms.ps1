# Takes a software key of AD RMS, in an exported trusted publishing domain (TPD), into Azure's HSM. Give your names as
# parameters, or change them here. Run it in a folder of its own. Run it again after a failure: what is done is not
# done twice.
param(
    [string] $Tpd = 'contoso.xml',
    [string] $PasswordFile = 'tpd.password',                  # readable by you alone
    [string] $Vault = 'https://contoso-kv.vault.azure.net',   # where the key goes, and its name there
    [string] $Name = 'tenant',
    [string] $Kek = 'ceremony-1',                             # a KEK for this one transfer
    [string] $KekSha256 = ''                                  # its fingerprint; empty: the terminal asks for it
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Exit codes are looked at here, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false
$Key = "tpd:$Tpd"

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

# With network: the KEK. Its record holds its identifier and public key; whoever can write that file can forge it.
if (-not (Test-Path kek.json)) {
    if (-not (Test-Key $Kek)) { Invoke-Keyhaul kek create --vault $Vault --name $Kek }
    Invoke-Keyhaul kek download --vault $Vault --name $Kek -o kek.json
}

# A second person, on another machine, obtains the KEK's fingerprint from the vault itself, not from kek.json:
#   az keyvault key download --id "$Vault/keys/$Kek" --encoding DER --file kek.der; Get-FileHash kek.der
$Fingerprint = if ($KekSha256) { @('--kek-sha256', $KekSha256) } else { @() }

# Without network, on the host that may see the key: wrap it, and write the domain without it.
if (-not (Test-Path tenant.byok)) {
    Invoke-Keyhaul byok create --key $Key --password-file $PasswordFile --kek kek.json -o tenant.byok `
        --vault $Vault @Fingerprint
}
if (-not (Test-Path tenant.pem)) {
    Invoke-Keyhaul key export-public --key $Key --password-file $PasswordFile -o tenant.pem
}
if (-not (Test-Path keyless.xml)) {
    Invoke-Keyhaul tpd convert $Tpd --password-file $PasswordFile --keyless-out keyless.xml
}

# With network again: the vault must hold the key of tenant.pem, and sign with it. A run that was stopped between the
# import and the proof goes on with the proof: it knows your key by its public half.
if (-not (Test-Path proof.json)) {
    if (Test-Key $Name) {
        Invoke-Keyhaul vault set-key-operations --vault $Vault --name $Name --expect tenant.pem --json |
            Set-Content proof.part
    } else {
        Invoke-Keyhaul vault import-key --blob tenant.byok --vault $Vault --name $Name --expect tenant.pem --kek kek.json `
            --json | Set-Content proof.part
    }
    Move-Item proof.part proof.json -Force
}

# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
Invoke-Keyhaul kek disable --vault $Vault --name $Kek | Out-Null
Get-Content proof.json

# Then, with the URL that proof.json shows, and the domain's password:
#   Import-AipServiceTpd -TpdFile (Resolve-Path keyless.xml) -ProtectionPassword $Password -KeyVaultKeyUrl URL -Verbose
# Keep the TPD with its key: it is the way out, years later.
# 'keyhaul tenant runbook --origin ad-rms' writes all that comes before and after, for your tenant.
