# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
az keyvault key show --id "$vault_url/keys/$kek_name" --output none 2>/dev/null ||
  keyhaul kek create --vault "$vault_url" --name "$kek_name"
[ -e kek.json ] || keyhaul kek download --vault "$vault_url" --name "$kek_name" -o kek.json

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der && sha256sum kek.der
