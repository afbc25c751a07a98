#!/bin/sh
# @title@
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
#   sh THIS-FILE plan     prints the steps and changes nothing
#   sh THIS-FILE force    does not ask before the key is put to work; without a terminal, it is needed
#   sh THIS-FILE revoke   takes the key away from Azure Rights Management, in an emergency
#   sh THIS-FILE retire   the planned exit: disables old_key_url, or this key where that is empty, once it is not used
#
# What the operator needs, before the first command:
#   subscription       Contributor in the resource group, and Owner or User Access Administrator for the lock and for roles
#   keys               a vault that this makes gives its maker all of them. In another: get, list, create, import, update,
#                      sign, decrypt, getrotationpolicy, or the role Key Vault Crypto Officer. In a Managed HSM: the roles
#                      Managed HSM Crypto User, and Managed HSM Policy Administrator to give the role of the last steps
#   Entra ID           to read service principals, as every member of a tenant may
#   Rights Management  Azure Information Protection Administrator, or Global Administrator
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

mode=${1:-}
case $mode in
'' | plan | force | revoke | retire) ;;
*) fail "unknown argument $1: there are plan, force, revoke and retire" ;;
esac

@values@

# Prints a step. The step is to be done, unless the plan alone is wanted.
step_number=0
step_name=
step() {
  step_number=$((step_number + 1))
  step_name="$step_number/@steps@ $1"
  echo "$step_name"
  [ "$mode" != plan ]
}

# The last line of a run that failed: the step, and what to do.
say_step() {
  left=$?
  [ "$left" -eq 0 ] || [ -z "$step_name" ] || echo "runbook: stopped at step $step_name. Correct what is said above, \
and run this again in this folder: what is done is not done again." >&2
  exit "$left"
}
trap say_step EXIT

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
