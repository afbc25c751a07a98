# The key is taken out of the trusted publishing domain (TPD) and wrapped: run these three without network. Carry
# kek.json there, and tenant.byok, tenant.pem and tenant-keyless.xml back. Keep the TPD: it is the way out, years
# later. Without a password file, the TPD's password is asked for.
$Password = if ($PasswordFile) { @('--password-file', $PasswordFile) } else { @() }
$TpdFile = $KeySource -replace '^tpd:', ''
if (-not (Test-Path tenant.byok)) {
    Invoke-Keyhaul byok create --key $KeySource @Password --kek kek.json -o tenant.byok `
        --vault $VaultUrl @Fingerprint
}
if (-not (Test-Path tenant.pem)) {
    Invoke-Keyhaul key export-public --key $KeySource @Password -o tenant.pem
}
if (-not (Test-Path tenant-keyless.xml)) {
    Invoke-Keyhaul tpd convert $TpdFile @Password --keyless-out tenant-keyless.xml
}

# With network again. --expect makes sure that Azure now holds your key, and not one that was swapped on the way.
if (-not (Test-Path proof.json)) {
    Invoke-Keyhaul vault upload tenant.byok --vault $VaultUrl --name $KeyName --expect tenant.pem `
        --kek kek.json --json | Set-Content proof.part
    Move-Item proof.part proof.json
}
