# The key comes out of its master copy and goes into each vault, under a KEK that the import makes there and disables. A
# vault that has it already is proven again and given nothing: after a failure, this is run again.
# The key that the tenant uses now stays enabled: archived keys open earlier content, the switch takes weeks, and whether
# the same key under another URL opens what the old URL protected is not known. When the time has come, run this with
# -Retire.
$Pin = if ($PinFile) { @('--pin-file', $PinFile) } else { @() }
$Second = if ($SecondVaultUrl) { @('--vault', $SecondVaultUrl) } else { @() }
if (Start-Step 'Importing the key from its master copy and proving it') {
    if (-not (Test-Path proof.json)) {
        Invoke-Keyhaul vault import-key --key $KeySource @Pin --vault $VaultUrl @Second --name $KeyName --json |
            Set-Content proof.part
        Move-Item proof.part proof.json -Force
    }
}
$Keep = 'the store of master copies, and the old key, enabled, until it is retired'
