# A key of this name that this runbook did not take there is somebody else's. Once tenant.pem is here, the import knows
# which key it expects.
if (Start-Step 'Checking that the name is free') {
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.pem) -and (Find-Key $KeyName)) {
        throw "there is a key $KeyName already: choose another name"
    }
}

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if (Start-Step 'Making the KEK') {
    if (-not (Test-Path proof.json) -and -not (Test-Path kek.json)) {
        if (-not (Find-Key $KekName)) {
            Invoke-Keyhaul kek create --vault $VaultUrl --name $KekName
        }
        Invoke-Keyhaul kek download --vault $VaultUrl --name $KekName -o kek.json
    }
}

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der; Get-FileHash kek.der
$Fingerprint = if ($env:KEK_SHA256) { @('--kek-sha256', $env:KEK_SHA256) } else { @() }
