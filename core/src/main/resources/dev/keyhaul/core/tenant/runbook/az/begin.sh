#!/bin/sh
# @title@
#
# Read it before you run it. It is safe to run again: what is there already is left alone.
# In an emergency, to take the key away from Azure Rights Management: sh THIS-FILE revoke
set -eu

fail() {
  echo "runbook: $*" >&2
  exit 1
}

@values@
