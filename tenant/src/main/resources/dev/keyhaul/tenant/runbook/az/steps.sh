# Prints a step. The step is to be done, unless the plan alone is wanted.
step_number=0
step_name=
step() {
  step_number=$((step_number + 1))
  step_name="$step_number/@steps@ $1"
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
