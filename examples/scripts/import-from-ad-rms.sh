#!/bin/sh
# Takes a software key of AD RMS, in an exported trusted publishing domain (TPD), into Azure's HSM. Change the names
# below to yours, or set them in the environment. Run it in a folder of its own. Run it again after a failure: what is
# done is not done twice.
set -eu

tpd=${TPD:-contoso.xml}
password_file=${PASSWORD_FILE:-tpd.password}          # readable by you alone
vault=${VAULT:-https://contoso-kv.vault.azure.net}    # where the key goes, and its name there
name=${NAME:-tenant}
kek=${KEK:-ceremony-1}                                # a KEK for this one transfer
kek_sha256=${KEK_SHA256:-}                            # its fingerprint; empty: the terminal asks for it

key="tpd:$tpd"

# Whether the vault has a key of a name. Any failure but not-found stops the script.
has_key() {
  if said=$(keyhaul vault show-key --vault "$vault" --name "$1" 2>&1 >/dev/null); then return 0; fi
  case $said in
  *"cannot get key $1: the service returned 404 KeyNotFound"*) return 1 ;;
  esac
  echo "$said" >&2
  exit 1
}

# With network: the KEK. Its record holds its identifier and public key; whoever can write that file can forge it.
if [ ! -e kek.json ]; then
  has_key "$kek" || keyhaul kek create --vault "$vault" --name "$kek"
  keyhaul kek download --vault "$vault" --name "$kek" -o kek.json
fi

# A second person, on another machine, obtains the KEK's fingerprint from the vault itself, not from kek.json:
#   az keyvault key download --id "$vault/keys/$kek" --encoding DER --file kek.der && sha256sum kek.der

# Without network, on the host that may see the key: wrap it, and write the domain without it.
[ -e tenant.byok ] || keyhaul byok create --key "$key" --password-file "$password_file" --kek kek.json -o tenant.byok \
  --vault "$vault" ${kek_sha256:+--kek-sha256 "$kek_sha256"}
[ -e tenant.pem ] || keyhaul key export-public --key "$key" --password-file "$password_file" -o tenant.pem
[ -e keyless.xml ] || keyhaul tpd convert "$tpd" --password-file "$password_file" --keyless-out keyless.xml

# With network again: the vault must hold the key of tenant.pem, and sign with it. A run that was stopped between the
# import and the proof goes on with the proof: it knows your key by its public half.
if [ ! -e proof.json ]; then
  if has_key "$name"; then
    keyhaul vault set-key-operations --vault "$vault" --name "$name" --expect tenant.pem --json >proof.part
  else
    keyhaul vault import-key --blob tenant.byok --vault "$vault" --name "$name" --expect tenant.pem --kek kek.json --json \
      >proof.part
  fi
  mv proof.part proof.json
fi

# The KEK has done its work. As long as it is enabled, whoever keeps the blob can import it again.
keyhaul kek disable --vault "$vault" --name "$kek" >/dev/null
cat proof.json

# Then, with the URL that proof.json shows, and the domain's password:
#   Import-AipServiceTpd -TpdFile (Resolve-Path keyless.xml) -ProtectionPassword $Password -KeyVaultKeyUrl URL -Verbose
# Keep the TPD with its key: it is the way out, years later.
# 'keyhaul tenant runbook --origin ad-rms' writes all that comes before and after, for your tenant.
