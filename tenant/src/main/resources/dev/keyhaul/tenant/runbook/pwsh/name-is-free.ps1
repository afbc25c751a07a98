# A key of this name that this runbook did not bring there, and prove, is somebody else's.
if (-not (Test-Path proof.json) -and (Find-Key $KeyName)) {
    throw "there is a key $KeyName already: choose another name"
}
