#!/bin/sh
# @title@
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
#   sh THIS-FILE plan     prints the steps and changes nothing
#   sh THIS-FILE force    does not ask before the key is put to work; without a terminal, it is needed
#   sh THIS-FILE revoke   takes the key away from Azure Rights Management, in an emergency
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

mode=${1:-}
case $mode in
'' | plan | force | revoke) ;;
*) fail "unknown argument $1: there are plan, force and revoke" ;;
esac

@values@

# Prints a step. The step is to be done, unless the plan alone is wanted.
step_number=0
step() {
  step_number=$((step_number + 1))
  echo "$step_number/@steps@ $1"
  [ "$mode" != plan ]
}

# The URL of a key: with its version where a file of this folder names it, else that of its newest version.
recorded_url() {
  url=$(grep -os "$vault_url/keys/$2/[0-9a-f]\{32\}" "$1" | head -n 1)
  echo "${url:-$vault_url/keys/$2}"
}

# The URL of a key's newest version, or nothing where there is no such key. Any other failure stops the runbook.
find_key() {
  if said=$(az keyvault key show --id "$vault_url/keys/$1" --query key.kid --output tsv --only-show-errors 2>&1); then
    echo "$said"
    return
  fi
  case $said in
  *KeyNotFound*) ;;
  *)
    echo "$said" >&2
    return 1
    ;;
  esac
}
