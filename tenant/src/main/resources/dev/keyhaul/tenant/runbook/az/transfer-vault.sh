# The key is made in Azure's HSM, and proven there. Nobody has a copy of it: there is no way to leave with it.
if step 'Making the key and proving it'; then
  if [ ! -e proof.json ]; then
    there=$(find_key "$key_name")
    if [ -n "$there" ]; then
      # A key of this name is somebody else's, unless a proof that failed names its public half, or you do.
      expected=${KEY_SHA256:-$(sed -n 's/.*"key_fingerprint": *"\([^"]*\)".*/\1/p' proof.part 2>/dev/null || true)}
      [ -n "$expected" ] ||
        fail "there is a key $key_name already: choose another name. If it is the one of an earlier run whose answer \
was lost, set the variable KEY_SHA256 to its fingerprint (keyhaul vault show-key)"
      keyhaul vault set-key-operations --vault "$vault_url" --name "$key_name" --expect "sha256:${expected#sha256:}" --json \
        >proof.new
      mv proof.new proof.part
    else
      keyhaul vault create-key --vault "$vault_url" --name "$key_name" --json >proof.part
    fi
    mv proof.part proof.json
  fi
fi
keep='nothing else: there is no copy of this key'
