# Writes a call down, and says how it fails, once a run. $FAIL_MODE before: the first call of the step $FAIL_STEP, before its
# work. after: the first one of that step that changes something, after its work; where the step changes nothing, the
# first call of the next step. A run's steps are in the file log.
begin_call() {
  echo "$1" >>calls
  failing=
  [ -n "${FAIL_STEP-}" ] && [ ! -e failed ] || return 0
  step=$(grep -o '^[0-9]*/' log | tail -n 1)
  step=${step%/}
  [ "${step:-0}" -ge "$FAIL_STEP" ] || return 0
  failing=before
  if [ "$step" -eq "$FAIL_STEP" ] && [ "$FAIL_MODE" = after ]; then
    case $1 in
    *' create '* | *' create-key '* | *' import-key '* | *set-policy* | *set-attributes* | *download* | *export-public* | *convert*)
      failing=after
      ;;
    *)
      failing=
      return 0
      ;;
    esac
  fi
  : >failed
}
