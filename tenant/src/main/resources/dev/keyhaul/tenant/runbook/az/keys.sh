# Does something in the vault of the second geography.
in_second() {
  first_url=$vault_url
  first_name=$vault_name
  vault_url=$second_vault_url
  vault_name=${vault_url#https://}
  vault_name=${vault_name%%.*}
  "$@"
  vault_url=$first_url
  vault_name=$first_name
}

# The URL of a key: with its version where a file of this folder names it, else that of its newest version.
recorded_url() {
  url=$(grep -os "$vault_url/keys/$2/[0-9a-f]\{32\}" "$1" | head -n 1)
  echo "${url:-$vault_url/keys/$2}"
}

# Runs a command and passes its standard output on. az prints its warnings on standard error: no answer may contain them.
# What a command that failed printed there is in told.
hear() {
  told=
  { told=$("$@" 2>&1 >&3 3>&-); } 3>&1 || return 1
  [ -z "$told" ] || echo "$told" >&2
}

# The URL of a key's newest version, or nothing where there is no such key. Any other failure stops the runbook.
find_key() {
  if hear az keyvault key show --id "$vault_url/keys/$1" --query key.kid --output tsv --only-show-errors; then
    return
  fi
  case $told in
  *KeyNotFound*) ;;
  *)
    echo "$told" >&2
    return 1
    ;;
  esac
}
