# The key comes out of its master copy and goes into each vault, under a KEK that the import makes there and disables. A
# vault that has it already is proven again and given nothing: after a failure, this is run again.
# The key that the tenant uses now stays enabled: archived keys open earlier content, the switch takes weeks, and whether
# the same key under another URL opens what the old URL protected is not known. When the time has come, run this with
# the argument retire.
if step 'Importing the key from its master copy and proving it'; then
  if [ ! -e proof.json ]; then
    keyhaul vault import-key --key "$key_source" ${pin_file:+--pin-file "$pin_file"} --vault "$vault_url" \
      ${second_vault_url:+--vault "$second_vault_url"} --name "$key_name" --json >proof.part
    mv proof.part proof.json
  fi
fi
keep='the store of master copies, and the old key, enabled, until it is retired'
