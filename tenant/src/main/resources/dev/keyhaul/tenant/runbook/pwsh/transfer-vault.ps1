# The key is made in Azure's HSM, and proven there. Nobody has a copy of it: there is no way to leave with it.
if (-not (Test-Path proof.json)) {
    Invoke-Keyhaul vault create --vault $VaultUrl --name $KeyName --json | Set-Content proof.part
    Move-Item proof.part proof.json
}
