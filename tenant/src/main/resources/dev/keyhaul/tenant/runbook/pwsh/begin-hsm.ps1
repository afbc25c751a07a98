# @title@, on the host of the HSM
#
# Run it in a folder of its own, with the kek.json that the script of the connected host has made. It needs keyhaul, but
# no module, no network and no sign-in. Then carry tenant.byok and tenant.pem back, and run the other script again.
# A second person obtains the fingerprint of the KEK on another machine, as the other script says: this one asks for it at
# the terminal, or takes it from the variable KEK_SHA256.
#   ./THIS-FILE.ps1 -Plan     prints the steps and changes nothing
param([switch] $Plan)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Invoke-Keyhaul looks at exit codes itself, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false

@values@
$Fingerprint = if ($env:KEK_SHA256) { @('--kek-sha256', $env:KEK_SHA256) } else { @() }
