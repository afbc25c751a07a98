# The key is taken out of the trusted publishing domain (TPD) and wrapped: run this step without network. Carry
# kek.json there, and tenant.byok, tenant.pem and tenant-keyless.xml back. Keep the TPD: it is the way out, years
# later. Without a password file, the TPD's password is asked for.
$Password = if ($PasswordFile) { @('--password-file', $PasswordFile) } else { @() }
if (Start-Step 'Wrapping the key of the TPD') {
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.byok)) {
        Invoke-Keyhaul byok create --key $KeySource @Password --kek kek.json -o tenant.byok `
            --vault $VaultUrl @Fingerprint
    }
    if (-not (Test-Path tenant-keyless.xml)) {
        Invoke-Keyhaul tpd convert ($KeySource -replace '^tpd:', '') @Password --keyless-out tenant-keyless.xml
    }
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.pem)) {
        Invoke-Keyhaul key export-public --key $KeySource @Password -o tenant.pem
    }
}
$Keep = 'the TPD with its key and its password'
