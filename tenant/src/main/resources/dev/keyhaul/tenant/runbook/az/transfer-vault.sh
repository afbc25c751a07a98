# The key is made in Azure's HSM, and proven there. Nobody has a copy of it: there is no way to leave with it.
if [ ! -e proof.json ]; then
  keyhaul vault create --vault "$vault_url" --name "$key_name" --json >proof.part
  mv proof.part proof.json
fi
