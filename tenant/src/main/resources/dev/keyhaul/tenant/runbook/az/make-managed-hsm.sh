# The Managed HSM must be there, and activated: that takes several people and their certificates.
if step 'Finding the Managed HSM'; then
  show_vault --query properties.statusMessage --output tsv
  [ -z "$second_vault_url" ] || in_second show_vault --query properties.statusMessage --output tsv
fi
