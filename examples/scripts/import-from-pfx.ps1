# Takes a tenant key from a PFX file into Azure Key Vault, as a software key. Give your names as parameters, or change
# them here. Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
param(
    [string] $Pfx = 'tenant.pfx',
    [string] $PasswordFile = 'pfx.password',                  # readable by you alone
    [string] $Vault = 'https://contoso-kv.vault.azure.net',   # where the key goes, and its name there
    [string] $Name = 'tenant'
)
$ErrorActionPreference = 'Stop'

# The key goes over TLS as it is; the vault must then hold that very key, and sign with it.
if (-not (Test-Path proof.json)) {
    & keyhaul vault import --key "pfx:$Pfx" --password-file $PasswordFile --vault $Vault --name $Name `
        --protection software --json | Set-Content proof.part
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
    Move-Item proof.part proof.json
}
Get-Content proof.json

# Whoever has a copy of the PFX file and its password has the key still.
# 'keyhaul tenant runbook --origin pfx' writes all that comes before and after, for your tenant.
