# @title@
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# It needs the modules Az and AIPService; the latter was made for Windows PowerShell 5.1.
# In an emergency, to take the key away from Azure Rights Management: ./THIS-FILE.ps1 -Revoke
param([switch] $Revoke)
$ErrorActionPreference = 'Stop'

# A program that fails stops the runbook, in every version of PowerShell.
function Invoke-Keyhaul {
    & keyhaul @args
    if ($LASTEXITCODE -ne 0) { throw "keyhaul ended with exit code $LASTEXITCODE" }
}

@values@
