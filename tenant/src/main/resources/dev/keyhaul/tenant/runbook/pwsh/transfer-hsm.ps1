# The key is wrapped in its own HSM. Without a PIN file, the PIN is asked for.
$Pin = if ($PinFile) { @('--pin-file', $PinFile) } else { @() }
if (Start-Step 'Wrapping the key in the HSM') {
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.byok)) {
        Invoke-Keyhaul byok create --key $KeySource @Pin --kek kek.json -o tenant.byok `
            --vault $VaultUrl @Fingerprint
    }
    if (-not (Test-Path proof.json) -and -not (Test-Path tenant.pem)) {
        Invoke-Keyhaul key export-public --key $KeySource @Pin -o tenant.pem
    }
}
$Keep = 'the key in the HSM, or its master copy'
