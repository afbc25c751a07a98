# What this needs here.
if [ "$mode" != plan ]; then
  command -v keyhaul >/dev/null || fail "keyhaul is not on the PATH"
  [ -e tenant.byok ] || [ -e kek.json ] || fail "kek.json is missing: carry it here from the folder of the other script"
fi
