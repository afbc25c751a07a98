# A log of each use: without it there is nothing to audit.
function Set-Log([string] $VaultId) {
    if (-not $LogStorage) {
        Write-Host 'no log is kept, and there will be nothing to audit: make this runbook with --log-storage'
        return
    }
    if (Get-AzDiagnosticSetting -ResourceId $VaultId | Where-Object { $_.Name -eq 'keyhaul' }) { return }
    $Log = New-AzDiagnosticSettingLogSettingsObject -Category AuditEvent -Enabled $true
    New-AzDiagnosticSetting -Name keyhaul -ResourceId $VaultId -StorageAccountId $LogStorage -Log $Log | Out-Null
}

# Where $AllowedIps names who may come in, nobody else may but Azure Rights Management, a trusted Microsoft service.
function Close-Firewall {
    if (-not (Test-Path variable:AllowedIps) -or -not $AllowedIps) { return }
    Add-AzKeyVaultNetworkRule -VaultName $VaultName -IpAddressRange ($AllowedIps -split ',')
    Update-AzKeyVaultNetworkRuleSet -VaultName $VaultName -Bypass AzureServices -DefaultAction Deny
}

# Against a deletion by mistake.
function Lock-Vault([string] $VaultId) {
    if (Get-AzResourceLock -Scope $VaultId | Where-Object { $_.Name -eq 'keyhaul' }) { return }
    try {
        New-AzResourceLock -LockName keyhaul -LockLevel CanNotDelete -Scope $VaultId -Force | Out-Null
    } catch {
        throw ("cannot lock ${VaultName}: $_. Somebody who may must run:" +
            " New-AzResourceLock -LockName keyhaul -LockLevel CanNotDelete -Scope '$VaultId' -Force")
    }
}

if (Start-Step 'Guarding the vault') {
    $VaultId = Get-VaultId $VaultName
    Set-Log $VaultId
    Close-Firewall
    Lock-Vault $VaultId
}
