# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if (-not (Find-Key $KekName)) {
    Invoke-Keyhaul kek create --vault $VaultUrl --name $KekName
}
if (-not (Test-Path kek.json)) {
    Invoke-Keyhaul kek download --vault $VaultUrl --name $KekName -o kek.json
}
