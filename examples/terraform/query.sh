# What both data sources share: the query that Terraform writes to standard input, a JSON object of texts.
fail() {
  echo "$0: $*" >&2
  exit 1
}

query=$(tr -d '\n')
case $query in
*\\*) fail 'a value has a character that JSON escapes' ;;
esac

# A value of the query, which must be there.
value() {
  found=$(printf %s "$query" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p")
  [ -n "$found" ] || fail "the query lacks $1"
  printf %s "$found"
}

# A text in the JSON of standard input, the first of its name.
field() {
  sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1
}
