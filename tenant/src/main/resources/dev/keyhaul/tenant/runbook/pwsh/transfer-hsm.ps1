# The key is wrapped in its own HSM: run these two where that is, without network. Carry kek.json there, and
# tenant.byok and tenant.pem back. Without a PIN file, the PIN is asked for.
$Pin = if ($PinFile) { @('--pin-file', $PinFile) } else { @() }
if (-not (Test-Path tenant.byok)) {
    Invoke-Keyhaul byok create --key $KeySource @Pin --kek kek.json -o tenant.byok `
        --vault $VaultUrl @Fingerprint
}
if (-not (Test-Path tenant.pem)) {
    Invoke-Keyhaul key export-public --key $KeySource @Pin -o tenant.pem
}

# With network again. --expect makes sure that Azure now holds your key, and not one that was swapped on the way.
if (-not (Test-Path proof.json)) {
    Invoke-Keyhaul vault upload tenant.byok --vault $VaultUrl --name $KeyName --expect tenant.pem `
        --kek kek.json --json | Set-Content proof.part
    Move-Item proof.part proof.json
}
