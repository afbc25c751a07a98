# From here on one version of the key, the one that was proven: nobody can put another under it.
# 'keyhaul tenant check' judges every prerequisite, from the JSON that az prints.
if (Start-Step 'Checking that it is the key that was proven') {
    $Found = Find-Key $KeyName
    if (-not $Found) { throw "there is no key $KeyName" }
    $KeyUrl = $Found.Key.Kid
    if ($KeyUrl -notmatch '/keys/[^/]+/[0-9a-f]{32}$') { throw "no versioned URL: $KeyUrl" }
    if (-not (Select-String -Path proof.json -Pattern "`"$KeyUrl`"" -SimpleMatch -Quiet)) {
        throw "$KeyUrl is not the key that was proven"
    }
    Invoke-Keyhaul vault show-key --vault $VaultUrl --name $KeyName
    if ($RegionUrl) { Invoke-Keyhaul tenant check --region-url $RegionUrl }
}
