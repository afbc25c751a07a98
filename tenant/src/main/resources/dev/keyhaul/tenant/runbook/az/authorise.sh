# Azure Rights Management may use the key.
authorise
