# @title@
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# It needs the modules Az.Accounts, Az.Resources, Az.Monitor, Az.KeyVault 6.0.0 or later, and AIPService: 3.1 or later in
# PowerShell 7, any version in Windows PowerShell 5.1.
#   ./THIS-FILE.ps1 -Plan     prints the steps and changes nothing
#   ./THIS-FILE.ps1 -Force    does not ask before the key is put to work; with -NonInteractive, it is needed
#   ./THIS-FILE.ps1 -Revoke   takes the key away from Azure Rights Management, in an emergency
#   ./THIS-FILE.ps1 -Retire   the planned exit: disables $OldKeyUrl, or this key where that is empty, once it is not used
#
# What the operator needs, before the first command:
#   subscription       Contributor in the resource group, and Owner or User Access Administrator for the lock and for roles
#   keys               a vault that this makes gives its maker all of them. In another: get, list, create, import, update,
#                      sign, decrypt, getrotationpolicy, or the role Key Vault Crypto Officer. In a Managed HSM: the roles
#                      Managed HSM Crypto User, and Managed HSM Policy Administrator to give the role of the last steps
#   Entra ID           to read service principals, as every member of a tenant may
#   Rights Management  Azure Information Protection Administrator, or Global Administrator
[CmdletBinding(DefaultParameterSetName = 'Run')]
param(
    [Parameter(ParameterSetName = 'Run')] [switch] $Force,
    [Parameter(Mandatory, ParameterSetName = 'Plan')] [switch] $Plan,
    [Parameter(Mandatory, ParameterSetName = 'Revoke')] [switch] $Revoke,
    [Parameter(Mandatory, ParameterSetName = 'Retire')] [switch] $Retire
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Invoke-Keyhaul looks at exit codes itself, in every version of PowerShell.
$PSNativeCommandUseErrorActionPreference = $false

@values@
