#!/bin/sh
# An external data source: makes a KEK unless it is there, and writes its record. Result: kid, fingerprint.
set -eu
. "${0%/*}/query.sh"
vault=$(value vault)
name=$(value name)
record=$(value record)
if [ ! -e "$record" ]; then
  # An answer that was lost: the KEK is there, and is downloaded.
  keyhaul kek create --vault "$vault" --name "$name" >&2 || keyhaul vault show-key --vault "$vault" --name "$name" >&2
  keyhaul kek download --vault "$vault" --name "$name" -o "$record" >&2
fi
printf '{"kid": "%s", "fingerprint": "%s"}\n' "$(field kid <"$record")" "$(field fingerprint <"$record")"
