# What Azure says of the key, before the tenant depends on it. 'keyhaul tenant check' judges every prerequisite from
# the JSON that az prints.
Invoke-Keyhaul vault show --vault $VaultUrl --name $KeyName
$KeyUrl = (Get-AzKeyVaultKey @Place -Name $KeyName).Key.Kid
if ($KeyUrl -notmatch '/keys/[^/]+/[0-9a-f]{32}$') { throw "no versioned URL: $KeyUrl" }
Write-Host "tenant key: $KeyUrl"
