#!/bin/sh
# @title@, on the host of the HSM
#
# Run it in a folder of its own, with the kek.json that the script of the connected host has made. It needs keyhaul, but
# no network and no sign-in. Then carry tenant.byok and tenant.pem back, and run the other script again.
# A second person obtains the fingerprint of the KEK on another machine, as the other script says: this one asks for it at
# the terminal, or takes it from the variable KEK_SHA256.
#   sh THIS-FILE plan     prints the steps and changes nothing
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

mode=${1:-}
case $mode in
'' | plan) ;;
*) fail "unknown argument $1: there is plan" ;;
esac

@values@
