# keyhaul tenant runbook: a tenant key from an HSM to Azure's HSM
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

$TenantId = '8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f'
$Subscription = 'Contoso''s tenant key'
$ResourceGroup = 'contoso-aip'
$Location = 'northeurope'
$VaultName = 'contoso-kv'
$VaultUrl = 'https://contoso-kv.vault.azure.net'
$KeyName = 'tenant'
$KekName = 'ceremony-1'
$KeySource = 'pkcs11:token=hsm;object=tenant'
$PinFile = 'hsm.pin'
$RegionUrl = 'https://rms.eu.aadrm.com/_wmcs/licensing'

$Place = @{ VaultName = $VaultName }
$RightsManagement = '00000012-0000-0000-c000-000000000000'

# Azure Rights Management may get, decrypt and sign, and nothing else.
function Grant-Access {
    Set-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement `
        -PermissionsToKeys get, decrypt, sign
}

function Revoke-Access {
    Remove-AzKeyVaultAccessPolicy -VaultName $VaultName -ServicePrincipalName $RightsManagement
}

# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
if ((Get-AzContext).Tenant.Id -ne $TenantId) { throw "the subscription is of another tenant than $TenantId" }

# The emergency: nothing that the key protects can be opened until it is authorised and enabled again.
if ($Revoke) {
    Revoke-Access
    Update-AzKeyVaultKey @Place -Name $KeyName -Enable $false | Out-Null
    Write-Host "revoked: $VaultUrl/keys/$KeyName"
    exit 0
}

# The vault: of its own for this key, Premium, soft delete and purge protection on, and with access policies.
# New vaults are role-based unless told otherwise, and which role serves Rights Management is not documented.
if (-not (Get-AzKeyVault -VaultName $VaultName)) {
    New-AzKeyVault -Name $VaultName -ResourceGroupName $ResourceGroup -Location $Location -Sku Premium `
        -SoftDeleteRetentionInDays 90 -EnablePurgeProtection -DisableRbacAuthorization | Out-Null
}
if ((Get-AzKeyVault -VaultName $VaultName).EnableRbacAuthorization) {
    throw "$VaultName is role-based: an access policy does nothing there"
}

# A key of this name that this runbook did not bring there, and prove, is somebody else's.
if (-not (Test-Path proof.json) -and (Get-AzKeyVaultKey @Place -Name $KeyName)) {
    throw "there is a key $KeyName already: choose another name"
}

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if (-not (Get-AzKeyVaultKey @Place -Name $KekName)) {
    Invoke-Keyhaul kek create --vault $VaultUrl --name $KekName
}
if (-not (Test-Path kek.json)) {
    Invoke-Keyhaul kek download --vault $VaultUrl --name $KekName -o kek.json
}

# The key is wrapped in its own HSM: run these two where that is, without network. Carry kek.json there, and
# tenant.byok and tenant.pem back. Without a PIN file, the PIN is asked for.
$Pin = if ($PinFile) { @('--pin-file', $PinFile) } else { @() }
if (-not (Test-Path tenant.byok)) {
    Invoke-Keyhaul byok create --key $KeySource @Pin --kek kek.json -o tenant.byok
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

# Azure Rights Management may use the key.
Grant-Access

# From here on one version of the key, the one that was proven: nobody can put another under it.
$KeyUrl = (Get-AzKeyVaultKey @Place -Name $KeyName).Key.Kid
if ($KeyUrl -notmatch '/keys/[^/]+/[0-9a-f]{32}$') { throw "no versioned URL: $KeyUrl" }
if (-not (Select-String -Path proof.json -Pattern "`"$KeyUrl`"" -SimpleMatch -Quiet)) {
    throw "$KeyUrl is not the key that was proven"
}
Write-Host "tenant key: $KeyUrl"

# What Azure says of it. 'keyhaul tenant check' judges every prerequisite, from the JSON that az prints.
Invoke-Keyhaul vault show --vault $VaultUrl --name $KeyName
if ($RegionUrl) { Invoke-Keyhaul tenant region $RegionUrl }

# Put it to work. The URL has the version: without it the tenant key breaks when it is renewed.
# The new key is listed as archived until it is made active.
Connect-AipService
if ((Get-AipServiceConfiguration).BPOSId -ne $TenantId) { throw "connected to another tenant than $TenantId" }
Use-AipServiceKeyVaultKey -KeyVaultKeyUrl $KeyUrl
Get-AipServiceKeys
Set-AipServiceKeyProperties -KeyIdentifier (Read-Host 'KeyIdentifier of the new key') -Active $true
Get-AipServiceKeys

# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
Update-AzKeyVaultKey @Place -Name $KekName -Enable $false | Out-Null
