# Azure Rights Management may use the key.
if (Start-Step 'Giving Azure Rights Management access to the key') {
    Grant-Access
    if ($SecondVaultUrl) { Invoke-InSecond { Grant-Access } }
}
