# The key is wrapped on the HSM's host, by a script of its own.
if step 'Waiting for the key from the host of the HSM'; then
  [ -e proof.json ] || { [ -e tenant.byok ] && [ -e tenant.pem ]; } ||
    fail "carry kek.json to the host of the HSM, run the script of that host there, and carry tenant.byok and tenant.pem \
into this folder"
fi
keep='the key in the HSM, or its master copy'
