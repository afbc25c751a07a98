# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
az keyvault key show --id "$vault_url/keys/$kek_name" --output none 2>/dev/null ||
  keyhaul kek create --vault "$vault_url" --name "$kek_name"
[ -e kek.json ] || keyhaul kek download --vault "$vault_url" --name "$kek_name" -o kek.json
