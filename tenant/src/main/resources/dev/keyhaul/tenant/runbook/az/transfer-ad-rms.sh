# The key is taken out of the trusted publishing domain (TPD) and wrapped: run this step without network. Carry
# kek.json there, and tenant.byok, tenant.pem and tenant-keyless.xml back. Keep the TPD: it is the way out, years
# later. Without a password file, the TPD's password is asked for.
if step 'Wrapping the key of the TPD'; then
  [ -e proof.json ] || [ -e tenant.byok ] ||
    keyhaul byok create --key "$key_source" ${password_file:+--password-file "$password_file"} \
      --kek kek.json -o tenant.byok --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
  [ -e tenant-keyless.xml ] ||
    keyhaul tpd convert "${key_source#tpd:}" ${password_file:+--password-file "$password_file"} \
      --keyless-out tenant-keyless.xml
  [ -e proof.json ] || [ -e tenant.pem ] ||
    keyhaul key export-public --key "$key_source" ${password_file:+--password-file "$password_file"} -o tenant.pem
fi
keep='the TPD with its key and its password'
