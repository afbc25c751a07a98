# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
az keyvault key set-attributes --id "$vault_url/keys/$kek_name" --enabled false --output none
