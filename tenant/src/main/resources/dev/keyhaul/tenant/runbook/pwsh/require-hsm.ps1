# What this needs here.
if (-not $Plan) {
    if (-not (Get-Command keyhaul -ErrorAction Ignore)) { throw 'keyhaul is not on the PATH' }
    if (-not (Test-Path tenant.byok) -and -not (Test-Path kek.json)) {
        throw 'kek.json is missing: carry it here from the folder of the other script'
    }
}
