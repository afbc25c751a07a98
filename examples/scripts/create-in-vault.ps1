# Makes a tenant key in Azure Key Vault, in its HSM. Give your names as parameters, or change them here.
# Run it in a folder of its own. Run it again after a failure: what is done is not done twice.
param(
    [string] $Vault = 'https://contoso-kv.vault.azure.net',   # where the key is made, and its name there
    [string] $Name = 'tenant'
)
$ErrorActionPreference = 'Stop'

# RSA-HSM, 2048 bits, the six operations, not exportable; the vault must then sign and decrypt with it.
if (-not (Test-Path proof.json)) {
    & keyhaul vault create --vault $Vault --name $Name --json | Set-Content proof.part
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
    Move-Item proof.part proof.json
}
Get-Content proof.json

# Nobody has a copy of this key, and nobody can make one: there is no way out of Azure with it.
# A key that somebody made there before, and that lacks operations: keyhaul vault set-operations.
# 'keyhaul tenant runbook --origin vault' writes all that comes before and after, for your tenant.
