#!/bin/sh
# keyhaul tenant runbook: a tenant key from an HSM to Azure's HSM, on the host of the HSM
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

vault_url='https://contoso-kv.vault.azure.net'
key_source='pkcs11:token=hsm;object=tenant'
pin_file='hsm.pin'

# Prints a step. The step is to be done, unless the plan alone is wanted.
step_number=0
step_name=
step() {
  step_number=$((step_number + 1))
  step_name="$step_number/1 $1"
  echo "$step_name"
  [ "$mode" != plan ]
}

# The last line of a run that failed: the step, and what to do.
say_step() {
  left=$?
  [ "$left" -eq 0 ] || [ -z "$step_name" ] || echo "runbook: stopped at step $step_name. Correct what is said above, \
and run this script again in this folder: it does not repeat finished steps." >&2
  exit "$left"
}
trap say_step EXIT

# What this needs here.
if [ "$mode" != plan ]; then
  command -v keyhaul >/dev/null || fail "keyhaul is not on the PATH"
  [ -e tenant.byok ] || [ -e kek.json ] || fail "kek.json is missing: carry it here from the folder of the other script"
fi

# The key is wrapped in its own HSM. Without a PIN file, the PIN is asked for.
if step 'Wrapping the key in the HSM'; then
  [ -e proof.json ] || [ -e tenant.byok ] ||
    keyhaul byok create --key "$key_source" ${pin_file:+--pin-file "$pin_file"} --kek kek.json -o tenant.byok \
      --vault "$vault_url" ${KEK_SHA256:+--kek-sha256 "$KEK_SHA256"}
  [ -e proof.json ] || [ -e tenant.pem ] ||
    keyhaul key export-public --key "$key_source" ${pin_file:+--pin-file "$pin_file"} -o tenant.pem
fi
keep='the key in the HSM, or its master copy'

[ "$mode" = plan ] ||
  echo "carry tenant.byok and tenant.pem to the folder of the other script, and run that again. Keep $keep."
