# The emergency: nothing that the key protects can be opened until the key is enabled and authorised again. The key is
# disabled first. A step that fails is reported, and the steps after it are tried all the same. It may be run again.
attempt() {
  what=$1
  shift
  if said=$("$@" 2>&1); then
    echo "done: $what"
  else
    echo "failed: $what: $said"
    failed=yes
  fi
}

disable() {
  az keyvault key set-attributes --id "$1" --enabled false --output none
}

enabled_versions() {
  az keyvault key list-versions --id "$vault_url/keys/$key_name" --query '[?attributes.enabled].kid' --output tsv
}

disable_every_version() {
  if ! versions=$(enabled_versions); then
    echo "failed: list the enabled versions"
    failed=yes
  fi
  for version in $versions; do
    attempt "disable $version" disable "$version"
  done
}

if [ "${1:-}" = revoke ]; then
  failed=
  # Its questions must be seen, so its output is not kept.
  if (sign_in); then
    echo "done: sign in"
  else
    echo "failed: sign in"
    failed=yes
  fi
  key_url=$(recorded_url proof.json "$key_name")
  attempt "disable $key_url" disable "$key_url"
  disable_every_version
  attempt "withdraw the access of Azure Rights Management" withdraw
  # Again, for what failed the first time.
  disable_every_version

  left=$(enabled_versions) || left="its versions cannot be listed"
  if [ -n "$left" ]; then
    fail "$vault_url/keys/$key_name MAY STILL BE ENABLED ($left): correct what failed above, and run this again"
  fi
  echo "no version is enabled: $vault_url/keys/$key_name"
  echo "A user who has opened a document keeps access to it until the use licence expires."
  echo "To undo it: az keyvault key set-attributes --id $vault_url/keys/$key_name/VERSION --enabled true"
  echo "and give Azure Rights Management its access again, by the command in this script's function authorise."
  [ -z "$failed" ] || fail "a step failed, though no version is enabled: correct what failed above, and run this again"
  exit 0
fi

sign_in
