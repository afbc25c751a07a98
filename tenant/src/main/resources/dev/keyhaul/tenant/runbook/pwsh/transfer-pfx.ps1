# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for. A run that was stopped between the import and the proof goes on with the proof: a key is yours
# by its public half.
$Password = if ($PasswordFile) { @('--password-file', $PasswordFile) } else { @() }
if (Start-Step 'Importing the key and proving it') {
    if (-not (Test-Path proof.json)) {
        if (Find-Key $KeyName) {
            if (-not (Test-Path tenant.pem)) {
                Invoke-Keyhaul key export-public --key $KeySource @Password -o tenant.pem
            }
            Invoke-Keyhaul vault set-key-operations --vault $VaultUrl --name $KeyName --expect tenant.pem --json |
                Set-Content proof.part
        } else {
            Invoke-Keyhaul vault import-key --key $KeySource @Password --vault $VaultUrl --name $KeyName `
                --protection software --json | Set-Content proof.part
        }
        Move-Item proof.part proof.json -Force
    }
}
$Keep = 'the PFX file and its password'
