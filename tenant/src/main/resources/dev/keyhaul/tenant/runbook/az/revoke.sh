# The emergency: nothing that the key protects can be opened until the key is enabled and authorised again. The key is
# disabled first. A step that fails is reported, and the steps after it are tried all the same. It may be run again.
attempt() {
  what=$1
  shift
  if hear "$@"; then
    echo "done: $what"
  else
    echo "failed: $what: $told"
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

# Says what stops, and how to undo it; somebody must type the key's name.
confirm_revocation() {
  echo "This disables every version of
  $vault_url/keys/$key_name${second_vault_url:+
  $second_vault_url/keys/$key_name}
and withdraws the access of Azure Rights Management. What it protects can no longer be opened, and nothing more can be
protected, as soon as what users and servers keep of it has lapsed. To undo it, for each version that it prints:
  az keyvault key set-attributes --id $vault_url/keys/$key_name/VERSION --enabled true
and give the access again: authorise in this script."
  answer=${REVOKE_KEY-}
  if [ -z "$answer" ]; then
    [ -t 0 ] || fail "nobody can be asked: set the variable REVOKE_KEY to the key's name, $key_name"
    printf "Type the key's name to go on: "
    read -r answer
  fi
  [ "$answer" = "$key_name" ] || fail "'$answer' is not the key's name, $key_name: nothing was changed"
}

revoke_here() {
  key_url=$vault_url/keys/$key_name
  disable_version "$(recorded_url proof.json "$key_name")"
  disable_every_version
  attempt "withdraw the access of Azure Rights Management$where" withdraw || true
  # Again, for what failed the first time.
  disable_every_version
  if enabled=$(list_versions true) && now=$(list_versions false); then
    disabled="$disabled $now"
    [ -z "$enabled" ] || left="$left $key_url MAY STILL BE ENABLED ($enabled):"
  else
    left="$left $key_url MAY STILL BE ENABLED (its versions cannot be listed):"
  fi
}

if [ "$mode" = revoke ]; then
  confirm_revocation
  failed=
  disabled=
  left=
  where=
  # Its questions must be seen, so its output is not kept.
  if (sign_in); then
    echo "done: sign in"
  else
    echo "failed: sign in"
    failed=yes
  fi
  revoke_here
  where=' in the second vault'
  [ -z "$second_vault_url" ] || in_second revoke_here

  echo "A user who has opened a document keeps access to it until the use licence expires."
  disabled=$(echo "$disabled" | tr ' ' '\n' | grep . | sort -u | tr '\n' ' ')
  which="disabled: ${disabled:-no version of $key_url}"
  if [ -n "$left" ]; then
    fail "${left# } correct what failed above, and run this script again; $which"
  fi
  [ -z "$failed" ] ||
    fail "no version is enabled, but a step failed: correct what failed above, and run this script again; $which"
  echo "no version is enabled; $which"
  exit 0
fi
