# The key is taken out of the trusted publishing domain (TPD) and wrapped: run these three without network. Carry
# kek.json there, and tenant.byok, tenant.pem and tenant-keyless.xml back. Keep the TPD: it is the way out, years
# later. Without a password file, the TPD's password is asked for.
[ -e tenant.byok ] ||
  keyhaul byok create --key "$key_source" ${password_file:+--password-file "$password_file"} \
    --kek kek.json -o tenant.byok --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
[ -e tenant.pem ] ||
  keyhaul key export-public --key "$key_source" ${password_file:+--password-file "$password_file"} -o tenant.pem
[ -e tenant-keyless.xml ] ||
  keyhaul tpd convert "${key_source#tpd:}" ${password_file:+--password-file "$password_file"} \
    --keyless-out tenant-keyless.xml

# With network again. --expect makes sure that Azure now holds your key, and not one that was swapped on the way.
if [ ! -e proof.json ]; then
  keyhaul vault upload tenant.byok --vault "$vault_url" --name "$key_name" --expect tenant.pem \
    --kek kek.json --json >proof.part
  mv proof.part proof.json
fi
