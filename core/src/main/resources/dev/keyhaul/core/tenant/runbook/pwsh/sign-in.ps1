# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
if ((Get-AzContext).Tenant.Id -ne $TenantId) { throw "the subscription is of another tenant than $TenantId" }
