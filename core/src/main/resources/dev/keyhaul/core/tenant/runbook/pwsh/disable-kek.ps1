# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
Update-AzKeyVaultKey @Place -Name $KekName -Enable $false | Out-Null
