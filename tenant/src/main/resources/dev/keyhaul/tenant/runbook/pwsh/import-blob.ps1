# --expect makes sure that Azure now holds your key, and not one that was swapped on the way. A run
# that was stopped between the import and the proof goes on with the proof: it knows your key by its public half.
if (Start-Step 'Importing the key and proving it') {
    if (-not (Test-Path proof.json)) {
        if (Find-Key $KeyName) {
            Invoke-Keyhaul vault set-key-operations --vault $VaultUrl --name $KeyName --expect tenant.pem --json |
                Set-Content proof.part
        } else {
            Invoke-Keyhaul vault import-key --blob tenant.byok --vault $VaultUrl --name $KeyName --expect tenant.pem `
                --kek kek.json --json | Set-Content proof.part
        }
        Move-Item proof.part proof.json -Force
    }
}

# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
if (Start-Step 'Disabling the KEK') {
    try {
        Disable-Key $KekName (Get-RecordedVersion kek.json $KekName)
    } catch {
        # It was deleted.
        if ("$_" -notmatch 'KeyNotFound') { throw }
    }
}
