# The key is wrapped on the HSM's host, by a script of its own.
if (Start-Step 'Waiting for the key from the host of the HSM') {
    if (-not (Test-Path proof.json) -and -not ((Test-Path tenant.byok) -and (Test-Path tenant.pem))) {
        throw 'carry kek.json to the host of the HSM, run the script of that host there, and carry tenant.byok and ' +
            'tenant.pem into this folder'
    }
}
$Keep = 'the key in the HSM, or its master copy'
