# Azure Rights Management may use the key.
if step 'Giving Azure Rights Management access to the key'; then
  authorise
  [ -z "$second_vault_url" ] || in_second authorise
fi
