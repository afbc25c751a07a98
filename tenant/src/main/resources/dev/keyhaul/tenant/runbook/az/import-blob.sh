# --expect makes sure that Azure now holds your key, and not one that was swapped on the way. A run
# that was stopped between the import and the proof goes on with the proof: it knows your key by its public half.
if step 'Importing the key and proving it'; then
  if [ ! -e proof.json ]; then
    there=$(find_key "$key_name")
    if [ -n "$there" ]; then
      keyhaul vault set-key-operations --vault "$vault_url" --name "$key_name" --expect tenant.pem --json >proof.part
    else
      keyhaul vault import-key --blob tenant.byok --vault "$vault_url" --name "$key_name" --expect tenant.pem \
        --kek kek.json --json >proof.part
    fi
    mv proof.part proof.json
  fi
fi

# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
if step 'Disabling the KEK'; then
  hear az keyvault key set-attributes --id "$(recorded_url kek.json "$kek_name")" --enabled false --output none ||
    case $told in
    # It was deleted.
    *KeyNotFound*) ;;
    *) fail "$told" ;;
    esac
fi
