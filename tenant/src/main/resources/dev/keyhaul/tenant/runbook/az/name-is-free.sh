# A key of this name that this runbook did not bring there, and prove, is somebody else's.
if [ ! -e proof.json ] && az keyvault key show --id "$vault_url/keys/$key_name" --output none 2>/dev/null; then
  fail "there is a key $key_name already: choose another name"
fi
