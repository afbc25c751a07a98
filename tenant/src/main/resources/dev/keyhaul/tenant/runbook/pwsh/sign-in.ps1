# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
function Test-Tenant {
    $Context = Get-AzContext
    $Context -and $Context.Tenant.Id -eq $TenantId -and
        $Subscription -in @($Context.Subscription.Name, $Context.Subscription.Id)
}

function Connect-Tenant {
    if (Test-Tenant) { return }
    Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
    if (-not (Test-Tenant)) { throw "not signed in to the subscription $Subscription of the tenant $TenantId" }
}
