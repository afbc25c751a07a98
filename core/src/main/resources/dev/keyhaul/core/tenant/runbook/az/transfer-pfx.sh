# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for.
az keyvault key show --id "$vault_url/keys/$key_name" --output none 2>/dev/null ||
  keyhaul vault import --key "$key_source" ${password_file:+--password-file "$password_file"} \
    --vault "$vault_url" --name "$key_name" --protection software
