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
