# The key goes into the vault as a software key, over TLS, and is proven there. Without a password file, the PFX's
# password is asked for. A run that was stopped between the import and the proof goes on with the proof: a key is yours
# by its public half.
if step 'Importing the key and proving it'; then
  if [ ! -e proof.json ]; then
    there=$(find_key "$key_name")
    if [ -n "$there" ]; then
      [ -e tenant.pem ] ||
        keyhaul key export-public --key "$key_source" ${password_file:+--password-file "$password_file"} -o tenant.pem
      keyhaul vault set-key-operations --vault "$vault_url" --name "$key_name" --expect tenant.pem --json >proof.part
    else
      keyhaul vault import-key --key "$key_source" ${password_file:+--password-file "$password_file"} \
        --vault "$vault_url" --name "$key_name" --protection software --json >proof.part
    fi
    mv proof.part proof.json
  fi
fi
keep='the PFX file and its password'
