# What the stand-ins for az, keyhaul and the cmdlets share: Azure's state, in the folder $STATE.
#   vault, deleted-vault, role-based      the vault is there; its name is held by a deleted one; it has no access policies
#   group, lock, log, firewall            the resource group is there; the vault has a lock, keeps a log, is closed to most
#   keys/NAME/N.VERSION                   the versions of a key, oldest first: "true" or "false", and its public half
#   access, role                          the policy of Azure Rights Management, or its role on a Managed HSM's key; its role on the vault
#   no-principal                          Azure Rights Management is not in the tenant
#   used, unread-log, no-audit            the log shows uses; it cannot be read; keyhaul has no audit
#   warns                                 az, and each cmdlet, warns of something at each call
#   service-principal, own-access         who signs in is one; and may use the keys
#   tenant, tenant-keys/ID                the tenant that is signed in to; the keys of Azure Rights Management, and their status
# A call is written to `calls`. The call number $FAIL_AT fails, before its work or after it ($FAIL_MODE), and each call
# that holds $FAIL_ON.
# The tests start this thousands of times, so it starts no process that it can do without.
begin_call() {
  echo "$1" >>"$STATE/calls"
  failing=
  if [ -n "${FAIL_AT:-}" ]; then
    count=0
    while read -r _; do count=$((count + 1)); done <"$STATE/calls"
    [ "$count" -ne "$FAIL_AT" ] || failing=$FAIL_MODE
  fi
  case $1 in *"${FAIL_ON:-nothing at all}"*) failing=before ;; esac
}

has() {
  [ -e "$STATE/$1" ]
}

# Sets file, found (the version) and public: of a version of a key, or of the newest. Fails where it is not there.
find_version() {
  file=
  found=
  public=
  for candidate in "$STATE/keys/$1"/*; do
    case $candidate in
    *".${2:-}"*) file=$candidate ;;
    esac
  done
  [ -e "$file" ] || return 1
  found=${file##*.}
  read -r _ public <"$file" || true
}

# Adds a version of a key.
add_version() {
  [ -d "$STATE/keys/$1" ] || mkdir -p "$STATE/keys/$1"
  name=$1 public=$2
  set -- "$STATE/keys/$1"/*
  [ -e "$1" ] || shift
  case $name$# in
  tenant0) version=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ;;
  tenant*) version=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ;;
  *) version=cccccccccccccccccccccccccccccccc ;;
  esac
  echo "true $public" >"$STATE/keys/$name/$(($# + 1)).$version"
}

disable_version() {
  find_version "$1" "$2" && echo "false $public" >"$file"
}

enable_version() {
  find_version "$1" "$2" && echo "true $public" >"$file"
}
