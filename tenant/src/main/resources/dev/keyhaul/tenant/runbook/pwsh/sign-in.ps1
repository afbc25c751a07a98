# Sign in: to the tenant of Azure Information Protection, and a subscription that is paid for.
# The free subscription that comes with access to Entra can hold no vault.
function Test-Tenant {
    $Context = Get-AzContext
    $Context -and $Context.Tenant -and $Context.Subscription -and $Context.Tenant.Id -eq $TenantId -and
        $Subscription -in @($Context.Subscription.Name, $Context.Subscription.Id)
}

function Connect-Tenant {
    if (Test-Tenant) { return }
    Connect-AzAccount -Tenant $TenantId -Subscription $Subscription | Out-Null
    if (-not (Test-Tenant)) { throw "not signed in to the subscription $Subscription of the tenant $TenantId" }
}

function Assert-Module([string] $Name, [version] $Oldest) {
    $Module = Get-Module -Name $Name
    if (-not $Module) {
        $Module = Get-Module -Name $Name -ListAvailable | Sort-Object Version | Select-Object -Last 1
    }
    if (-not $Module) { throw "the module $Name is missing: Install-Module $Name -Scope CurrentUser" }
    if ($Module.Version -lt $Oldest) {
        throw "the module $Name is $($Module.Version); this needs $Oldest or later: Update-Module $Name"
    }
}

# What this needs here, before anything is changed.
function Assert-Tools {
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    Assert-Module Az.Accounts 2.0
    Assert-Module Az.Resources 1.0
    # Its New-AzDiagnosticSetting has -Log.
    Assert-Module Az.Monitor 3.0
    # Its New-AzKeyVault has -DisableRbacAuthorization.
    Assert-Module Az.KeyVault 6.0.0
    Assert-Module AIPService $(if ($PSVersionTable.PSVersion.Major -ge 7) { '3.1' } else { '1.0' })
}

# Where PowerShell was started with -NonInteractive nobody can be asked: each answer must be there before anything is
# changed.
function Assert-Answers {
    if (-not ([Environment]::GetCommandLineArgs() -match '^[-/]noni')) { return }
    $Missing = @(
        if (-not $Force) { 'the parameter -Force' }
        foreach ($Name in 'PinFile', 'PasswordFile') {
            if ((Test-Path "variable:$Name") -and -not (Get-Variable $Name -ValueOnly)) {
                "the variable $Name of this script"
            }
        }
        $Wraps = (Test-Path variable:KekName) -and (Test-Path variable:KeySource)
        if ($Wraps -and -not (Test-Path tenant.byok) -and -not $env:KEK_SHA256) {
            'the environment variable KEK_SHA256, the fingerprint of a KEK that is there'
        }
        try {
            Get-AipServiceConfiguration | Out-Null
        } catch {
            'a sign-in by Connect-AipService in this session, with -Credential or -AccessToken'
        }
    )
    if ($Missing) { throw "nobody can be asked; missing: $($Missing -join '; ')" }
}
