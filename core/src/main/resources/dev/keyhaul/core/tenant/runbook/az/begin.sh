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

@values@
