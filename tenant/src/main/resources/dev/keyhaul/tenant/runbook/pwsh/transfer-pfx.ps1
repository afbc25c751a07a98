# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for.
$Password = if ($PasswordFile) { @('--password-file', $PasswordFile) } else { @() }
if (-not (Test-Path proof.json)) {
    Invoke-Keyhaul vault import --key $KeySource @Password --vault $VaultUrl --name $KeyName `
        --protection software --json | Set-Content proof.part
    Move-Item proof.part proof.json
}
