# The key is wrapped in its own HSM: run these two where that is, without network. Carry kek.json there, and
# tenant.byok and tenant.pem back. Without a PIN file, the PIN is asked for.
[ -e tenant.byok ] ||
  keyhaul byok create --key "$key_source" ${pin_file:+--pin-file "$pin_file"} --kek kek.json -o tenant.byok \
    --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
[ -e tenant.pem ] ||
  keyhaul key export-public --key "$key_source" ${pin_file:+--pin-file "$pin_file"} -o tenant.pem

# With network again. --expect makes sure that Azure now holds your key, and not one that was swapped on the way.
if [ ! -e proof.json ]; then
  keyhaul vault upload tenant.byok --vault "$vault_url" --name "$key_name" --expect tenant.pem \
    --kek kek.json --json >proof.part
  mv proof.part proof.json
fi
