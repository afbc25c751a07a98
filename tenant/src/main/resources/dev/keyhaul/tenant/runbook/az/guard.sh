# A log of each use: without it there is nothing to audit.
keep_log() {
  if [ -z "$log_storage" ]; then
    echo 'no log is kept, and there will be nothing to audit: make this runbook with --log-storage'
    return
  fi
  there=$(az monitor diagnostic-settings list --resource "$vault_id" --query "[?name=='keyhaul'].id" --output tsv)
  [ -n "$there" ] || az monitor diagnostic-settings create --name keyhaul --resource "$vault_id" \
    --storage-account "$log_storage" --logs '[{"category": "AuditEvent", "enabled": true}]' --output none
}

# Where allowed_ips names who may come in, nobody else may but Azure Rights Management, a trusted Microsoft service.
close_firewall() {
  [ -n "${allowed_ips-}" ] || return 0
  for address in $(echo "$allowed_ips" | tr ',' ' '); do
    az keyvault network-rule add --name "$vault_name" --ip-address "$address" --output none
  done
  az keyvault update --name "$vault_name" --bypass AzureServices --default-action Deny --output none
}

# Against a deletion by mistake.
lock_vault() {
  there=$(az lock list --resource "$vault_id" --query "[?name=='keyhaul'].id" --output tsv)
  [ -n "$there" ] || az lock create --name keyhaul --lock-type CanNotDelete --resource "$vault_id" --output none ||
    fail "cannot lock $vault_name. Somebody who may must run: az lock create --name keyhaul --lock-type CanNotDelete \
--resource '$vault_id'"
}

if step 'Guarding the vault'; then
  vault_id=$(show_vault --query id --output tsv)
  keep_log
  close_firewall
  lock_vault
fi
