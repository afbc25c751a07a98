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
    return 1
  fi
}

disable() {
  az keyvault key set-attributes --id "$1" --enabled false --output none
}

# The versions that are enabled (true), or not (false).
list_versions() {
  az keyvault key list-versions --id "$vault_url/keys/$key_name" --query "[?attributes.enabled==\`$1\`].kid" --output tsv
}

disable_version() {
  if attempt "disable $1" disable "$1"; then
    case $1 in "$key_url"/*) disabled="$disabled $1" ;; esac
  fi
}

disable_every_version() {
  if ! versions=$(list_versions true); then
    echo "failed: list the enabled versions"
    failed=yes
  fi
  for version in $versions; do
    disable_version "$version"
  done
}

if [ "$mode" = revoke ]; then
  failed=
  disabled=
  key_url=$vault_url/keys/$key_name
  # Its questions must be seen, so its output is not kept.
  if (sign_in); then
    echo "done: sign in"
  else
    echo "failed: sign in"
    failed=yes
  fi
  disable_version "$(recorded_url proof.json "$key_name")"
  disable_every_version
  attempt "withdraw the access of Azure Rights Management" withdraw || true
  # Again, for what failed the first time.
  disable_every_version

  echo "A user who has opened a document keeps access to it until the use licence expires."
  echo "To undo it: az keyvault key set-attributes --id $key_url/VERSION --enabled true"
  echo "and give Azure Rights Management its access again, by the command in this script's function authorise."
  if left=$(list_versions true) && now=$(list_versions false); then
    disabled="$disabled $now"
  else
    left="its versions cannot be listed"
  fi
  disabled=$(echo "$disabled" | tr ' ' '\n' | grep . | sort -u | tr '\n' ' ')
  which="disabled: ${disabled:-no version of $key_url}"
  if [ -n "$left" ]; then
    fail "$key_url MAY STILL BE ENABLED ($left): correct what failed above, and run this again; $which"
  fi
  [ -z "$failed" ] ||
    fail "no version is enabled, but a step failed: correct what failed above, and run this again; $which"
  echo "no version is enabled; $which"
  exit 0
fi

if step 'Signing in to Azure'; then
  require_tools
  require_answers
  sign_in
fi
