# The planned exit: a key that the tenant used before is disabled, and kept. Nothing is deleted, nothing purged. It is
# disabled for good only after its own log shows no uses, and a document from before the switch opened meanwhile.
retire() {
  retired=${old_key_url:-$(recorded_url proof.json "$key_name")}
  case $retired in
  */keys/*/*) ;;
  *) fail "which version? make this runbook with --old-key, or run it in the folder of proof.json" ;;
  esac
  [ -n "$(ls old-key-log 2>/dev/null)" ] ||
    fail "the folder old-key-log is missing or empty: put the logs (AuditEvent) of the vault of $retired there, of every \
day since the switch until now, out of its container insights-logs-auditevent"
  require_unused
  sign_in
  trap 'enable_again' EXIT
  trap 'exit 130' INT TERM
  az keyvault key set-attributes --id "$retired" --enabled false --output none
  echo "$retired is disabled, for a test that is undone at once if it fails. Now open a document from before the switch, on
a computer and as a user that have not opened it yet."
  answer=${OLD_DOCUMENT-}
  if [ -z "$answer" ] && [ -t 0 ]; then
    printf "Type opened when it opens, anything else when it does not: "
    read -r answer
  fi
  [ "$answer" = opened ] ||
    fail "the document did not open, or nobody can be asked (the variable OLD_DOCUMENT, opened): the key is still needed"
  trap say_step EXIT
  echo "retired: $retired is disabled. Keep it, and its master copy: nothing deletes or purges it. To undo it:
  az keyvault key set-attributes --id $retired --enabled true"
}

# keyhaul reads the logs, whatever their format, and ends with 0 only if they show that the version is not used any more.
require_unused() {
  command -v keyhaul >/dev/null || fail 'keyhaul is not on the PATH'
  keyhaul audit --vault-log old-key-log --unused "$retired" || case $? in
  7) fail "$retired is still used, according to old-key-log: wait, and look again with newer logs" ;;
  *) fail "the logs in old-key-log do not show that $retired is not used: nothing was changed" ;;
  esac
  echo "no uses of $retired in old-key-log"
}

enable_again() {
  left=$?
  az keyvault key set-attributes --id "$retired" --enabled true --output none ||
    echo "runbook: $retired MAY STILL BE DISABLED: az keyvault key set-attributes --id $retired --enabled true" >&2
  exit "$left"
}

if [ "$mode" = retire ]; then
  retire
  exit 0
fi

if step 'Signing in to Azure'; then
  require_tools
  require_answers
  sign_in
fi
