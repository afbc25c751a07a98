# Put it to work.
if (Start-Step 'Making it the tenant key') {
    Set-TenantKey { Add-TenantKey }
    Write-Host "tenant key: $KeyUrl is active. Keep this folder, where proof.json names the version, and $Keep."
} else {
    Write-Host 'nothing was changed'
}
