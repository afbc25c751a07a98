# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for.
if [ ! -e proof.json ]; then
  keyhaul vault import --key "$key_source" ${password_file:+--password-file "$password_file"} \
    --vault "$vault_url" --name "$key_name" --protection software --json >proof.part
  mv proof.part proof.json
fi
