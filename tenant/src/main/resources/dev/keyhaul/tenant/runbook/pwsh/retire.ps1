# The planned exit: a key that the tenant used before is disabled, and kept. Nothing is deleted, nothing purged. It is
# disabled for good only after its own log shows no uses, and a document from before the switch opened meanwhile.
function Set-Retired([bool] $Enabled) {
    Update-AzKeyVaultKey @At -Name $Name -Version $Version -Enable $Enabled -Confirm:$false | Out-Null
}

# keyhaul reads the logs, whatever their format, and ends with 0 only if they show that the version is not used any more.
function Assert-NoUse {
    if (-not (Get-ChildItem old-key-log -Recurse -File -ErrorAction Ignore)) {
        throw ("the folder old-key-log is missing or empty: put the logs (AuditEvent) of the vault of $Retired there, of" +
            ' every day since the switch until now, out of its container insights-logs-auditevent')
    }
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    try {
        Invoke-Keyhaul audit --vault-log old-key-log --unused $Retired
    } catch {
        if ($LASTEXITCODE -eq 7) {
            throw "$Retired is still used, according to old-key-log: wait, and look again with newer logs"
        }
        throw "the logs in old-key-log do not show that $Retired is not used: nothing was changed. $_"
    }
    Write-Host "no uses of $Retired in old-key-log"
}

if ($Retire) {
    $Retired = $OldKeyUrl
    if (-not $Retired -and (Get-RecordedVersion proof.json $KeyName)) {
        $Retired = "$VaultUrl/keys/$KeyName/$(Get-RecordedVersion proof.json $KeyName)"
    }
    if ($Retired -notmatch '/keys/[^/]+/[0-9a-f]{32}$') {
        throw 'which version? make this runbook with --old-key, or run it in the folder of proof.json'
    }
    $Vault, $Name, $Version = ($Retired -replace '^https://') -split '\..*/keys/|/'
    $At = if ($Retired -match '\.managedhsm\.') { @{ HsmName = $Vault } } else { @{ VaultName = $Vault } }
    $Undo = "Update-AzKeyVaultKey -$($At.Keys) $Vault -Name $Name -Version $Version -Enable `$true"
    Assert-NoUse
    Connect-Tenant
    $Opened = $false
    try {
        Set-Retired $false
        Write-Host ("$Retired is disabled, for a test that is undone at once if it fails. Now open a document from before" +
            ' the switch, on a computer and as a user that have not opened it yet.')
        $Answer = $env:OLD_DOCUMENT
        if (-not $Answer) { $Answer = Read-Host 'Type opened when it opens, anything else when it does not' }
        $Opened = $Answer -ceq 'opened'
        if (-not $Opened) {
            throw 'the document did not open, or nobody can be asked (the variable OLD_DOCUMENT, opened): the key is still needed'
        }
    } finally {
        if (-not $Opened) {
            try { Set-Retired $true } catch { Write-Host "$Retired MAY STILL BE DISABLED: ${_}: $Undo" }
        }
    }
    Write-Host "retired: $Retired is disabled. Keep it, and its master copy: nothing deletes or purges it. To undo it:"
    Write-Host "  $Undo"
    exit 0
}

if (Start-Step 'Signing in to Azure') {
    Assert-Tools
    Assert-Answers
    Connect-Tenant
}
