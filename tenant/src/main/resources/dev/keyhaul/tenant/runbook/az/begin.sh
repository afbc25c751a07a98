#!/bin/sh
# @title@
#
# Read it before you run it, and run it in a folder of its own: what it has done it keeps there, and does not do again.
# In an emergency, to take the key away from Azure Rights Management: sh THIS-FILE revoke
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

case ${1:-} in
'' | revoke) ;;
*) fail "unknown argument $1: the only one is revoke" ;;
esac

@values@

# The URL of a key: with its version where a file of this folder names it, else that of its newest version.
recorded_url() {
  url=$(grep -os "$vault_url/keys/$2/[0-9a-f]\{32\}" "$1" | head -n 1)
  echo "${url:-$vault_url/keys/$2}"
}
