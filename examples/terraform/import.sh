#!/bin/sh
# An external data source: imports the key, or proves the one that is there. Result: key_url, key_fingerprint.
set -eu
. "${0%/*}/query.sh"
vault=$(value vault)
name=$(value name)
key=$(value key)
pin_file=$(value pin_file)
report=$(keyhaul vault import-key --key "$key" --pin-file "$pin_file" --vault "$vault" --name "$name" --json)
printf '{"key_url": "%s", "key_fingerprint": "%s"}\n' \
  "$(echo "$report" | field key_url)" "$(echo "$report" | field key_fingerprint)"
