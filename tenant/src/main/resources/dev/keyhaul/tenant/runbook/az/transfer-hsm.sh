# The key is wrapped in its own HSM. Without a PIN file, the PIN is asked for.
if step 'Wrapping the key in the HSM'; then
  [ -e proof.json ] || [ -e tenant.byok ] ||
    keyhaul byok create --key "$key_source" ${pin_file:+--pin-file "$pin_file"} --kek kek.json -o tenant.byok \
      --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
  [ -e proof.json ] || [ -e tenant.pem ] ||
    keyhaul key export-public --key "$key_source" ${pin_file:+--pin-file "$pin_file"} -o tenant.pem
fi
keep='the key in the HSM, or its master copy'
