# The TPD without its key brings the templates and the licensor certificate, and names the key by its URL, with the
# version. That Azure takes such a file is assumed; it is the form that its own tool makes.
# Use-AipServiceKeyVaultKey is not needed: the import does its work.
function Read-TpdPassword {
    if (-not $PasswordFile) { return Read-Host 'Password of the TPD' -AsSecureString }
    $Secret = [securestring]::new()
    foreach ($Letter in [System.IO.File]::ReadAllText((Resolve-Path $PasswordFile)).TrimEnd("`r", "`n").ToCharArray()) {
        $Secret.AppendChar($Letter)
    }
    $Secret
}

# The module may look for a relative name in another folder.
function Add-TenantKey {
    Import-AipServiceTpd -TpdFile (Resolve-Path tenant-keyless.xml).Path -ProtectionPassword (Read-TpdPassword) `
        -KeyVaultKeyUrl $KeyUrl -Force:$Force -Verbose | Out-Host
}
