# A key of this name that this runbook did not take there is somebody else's. Once tenant.pem is here, the import knows
# which key it expects.
if step 'Checking that the name is free'; then
  if [ ! -e proof.json ] && [ ! -e tenant.pem ]; then
    there=$(find_key "$key_name")
    [ -z "$there" ] || fail "there is a key $key_name already: choose another name"
  fi
fi

# The KEK: made in Azure's HSM, good for import only, and for this ceremony only.
if step 'Making the KEK'; then
  if [ ! -e proof.json ] && [ ! -e kek.json ]; then
    there=$(find_key "$kek_name")
    [ -n "$there" ] || keyhaul kek create --vault "$vault_url" --name "$kek_name"
    keyhaul kek download --vault "$vault_url" --name "$kek_name" -o kek.json
  fi
fi

# Whoever can write kek.json can forge it, and read the key that is wrapped under it. So a second person, on another
# machine, obtains the KEK's fingerprint from the vault itself; the transfer asks for it at the terminal, or takes it
# from the variable KEK_SHA256:
#   az keyvault key download --id URL-OF-THE-KEK --encoding DER --file kek.der && sha256sum kek.der
