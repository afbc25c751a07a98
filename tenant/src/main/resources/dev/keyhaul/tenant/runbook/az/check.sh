# From here on one version of the key, the one that was proven: nobody can put another under it.
if step 'Checking that it is the key that was proven, and every prerequisite'; then
  key_url=$(find_key "$key_name")
  [ -n "$key_url" ] || fail "there is no key $key_name"
  grep -qF "\"$key_url\"" proof.json || fail "$key_url is not the key that was proven"

  # Every prerequisite, before the tenant depends on it. What fails stops the runbook here (exit code 7).
  show_vault --output json >vault.json
  az keyvault key show --id "$key_url" --output json >key.json
  az keyvault key list --id "$vault_url" --output json >keys.json
  az keyvault key rotation-policy show --id "$vault_url/keys/$key_name" --output json >rotation.json
  az account show --output json >account.json
  az ad sp show --id 00000012-0000-0000-c000-000000000000 --output json >sp.json
  list_roles >roles.json
  list_role_definitions >role-definitions.json
  keyhaul tenant check --vault-json vault.json --key-json key.json --keys-json keys.json --rotation-json rotation.json \
    --account-json account.json --sp-json sp.json --role-json roles.json \
    --role-definition-json role-definitions.json --tenant-id "$tenant_id" ${region_url:+--region-url "$region_url"}
fi
