if (-not $Plan) {
    Write-Host ("carry tenant.byok and tenant.pem to the folder of the other script, and run that again. Keep $Keep.")
}
