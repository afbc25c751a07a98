# Its own sign-in, to the same tenant.
function Connect-Service {
    $Now = try { (Get-AipServiceConfiguration).BPOSId } catch { $null }
    if ("$Now" -ne $TenantId) { Connect-AipService -TenantId $TenantId | Out-Null }
    if ("$((Get-AipServiceConfiguration).BPOSId)" -ne $TenantId) { throw "connected to another tenant than $TenantId" }
}

function Show-TenantKey([string] $When) {
    Write-Host "tenant keys ${When}:"
    Get-AipServiceKeys | ForEach-Object { Write-Host "  $($_.KeyIdentifier)  $($_.Status)" }
}

# The key that was made after the first list was written, if any.
function Find-NewKey {
    $Before = @(Get-Content keys-before.txt)
    $New = @(Get-AipServiceKeys | Where-Object { "$($_.KeyIdentifier)" -notin $Before })
    if ($New.Count -gt 1) {
        throw ("several tenant keys are new: $($New.KeyIdentifier -join ', '). Add those that are not yours to" +
            ' keys-before.txt, and run this script again')
    }
    $New
}

# The identifier of the new key is what the list has more than before. A key that an earlier run has added is not added
# again; each question may have been answered with No.
function Set-TenantKey([scriptblock] $Add) {
    Connect-Service
    Show-TenantKey 'before'
    if (-not (Test-Path keys-before.txt)) {
        Set-Content keys-before.part -Value @(Get-AipServiceKeys | ForEach-Object { "$($_.KeyIdentifier)" })
        Move-Item keys-before.part keys-before.txt
    }
    if (-not (Find-NewKey)) { & $Add }
    $Id = Find-NewKey | ForEach-Object { "$($_.KeyIdentifier)" }
    if (-not $Id) { throw 'no tenant key was added: run this script again, and confirm it' }
    if ((Find-NewKey).Status -ne 'Active') {
        Set-AipServiceKeyProperties -KeyIdentifier $Id -Active $true -Force:$Force
    }
    Show-TenantKey 'after'
    if ((Find-NewKey).Status -ne 'Active') { throw "the tenant key $Id is not active: run this script again, and confirm it" }
}
