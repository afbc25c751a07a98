# The key is made in Azure's HSM, and proven there. Nobody has a copy of it: there is no way to leave with it.
if (Start-Step 'Making the key and proving it') {
    if (-not (Test-Path proof.json)) {
        # A key of this name is somebody else's, unless a proof that failed names its public half, or you do.
        if (Find-Key $KeyName) {
            $Expected = $env:KEY_SHA256
            if (-not $Expected -and (Test-Path proof.part)) {
                if ((Get-Content proof.part -Raw) -match '"key_fingerprint": *"([^"]+)"') { $Expected = $Matches[1] }
            }
            if (-not $Expected) {
                throw ("there is a key $KeyName already: choose another name. If it is the one of an earlier run" +
                    ' whose answer was lost, set the variable KEY_SHA256 to its fingerprint (keyhaul vault show-key)')
            }
            if (-not $Expected.StartsWith('sha256:')) { $Expected = "sha256:$Expected" }
            Invoke-Keyhaul vault set-key-operations --vault $VaultUrl --name $KeyName --expect $Expected --json |
                Set-Content proof.new
            Move-Item proof.new proof.part -Force
        } else {
            Invoke-Keyhaul vault create-key --vault $VaultUrl --name $KeyName --json | Set-Content proof.part
        }
        Move-Item proof.part proof.json -Force
    }
}
$Keep = 'nothing else: there is no copy of this key'
