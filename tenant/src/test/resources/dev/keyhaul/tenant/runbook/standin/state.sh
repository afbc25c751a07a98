# What the stand-ins for az, keyhaul and the cmdlets share: Azure's state, in the folder $STATE.
#   vault, deleted-vault, role-based      the vault is there; its name is held by a deleted one; it has no access policies
#   group, lock, log, firewall            the resource group is there; the vault has a lock, keeps a log, is closed to most
#   keys/NAME/N.VERSION                   the versions of a key, oldest first: "true" or "false", and its public half
#   access, role                          the policy of Azure Rights Management, or its role on a Managed HSM's key; its role on the vault
#   no-principal                          Azure Rights Management is not in the tenant
#   service-principal, own-access         who signs in is one; and may use the keys
#   tenant, tenant-keys/ID                the tenant that is signed in to; the keys of Azure Rights Management, and their status
# A call is written to `calls`. The call number $FAIL_AT fails, before its work or after it ($FAIL_MODE), and each call
# that holds $FAIL_ON.
begin_call() {
  echo "$1" >>"$STATE/calls"
  failing=
  if [ -n "${FAIL_AT:-}" ] && [ "$(wc -l <"$STATE/calls")" -eq "$FAIL_AT" ]; then failing=$FAIL_MODE; fi
  case $1 in *"${FAIL_ON:-nothing at all}"*) failing=before ;; esac
}

has() {
  [ -e "$STATE/$1" ]
}

# The file of a version of a key, or of the newest.
version_file() {
  newest=
  for file in "$STATE/keys/$1"/*; do
    case $file in
    *".${2:-}"*) newest=$file ;;
    esac
  done
  [ -e "$newest" ] && echo "$newest"
}

newest_version() {
  file=$(version_file "$1") || return 1
  echo "${file##*.}"
}

public_half() {
  file=$(version_file "$1") || return 1
  read -r _ public <"$file"
  echo "$public"
}

# Adds a version of a key.
add_version() {
  mkdir -p "$STATE/keys/$1"
  set -- "$1" "$2" "$(ls "$STATE/keys/$1" | wc -l)"
  case $1$3 in
  tenant0) version=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ;;
  tenant*) version=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ;;
  *) version=cccccccccccccccccccccccccccccccc ;;
  esac
  echo "true $2" >"$STATE/keys/$1/$(($3 + 1)).$version"
}

disable_version() {
  file=$(version_file "$1" "$2") || return 1
  read -r _ public <"$file"
  echo "false $public" >"$file"
}

enable_version() {
  file=$(version_file "$1" "$2") || return 1
  read -r _ public <"$file"
  echo "true $public" >"$file"
}
