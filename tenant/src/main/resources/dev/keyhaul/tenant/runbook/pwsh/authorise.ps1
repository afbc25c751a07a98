# Azure Rights Management may use the key.
Grant-Access
