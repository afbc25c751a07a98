#!/bin/sh
# Checks a ceremony with OpenSSL alone. Exit code 7: a check failed.
#   sh THIS PLAN.json                 asks for the plan's fingerprint and for each host's closing record, as they are on paper
#   sh THIS PLAN.json PLAN CLOSING... takes them from the command line: one CLOSING for each host that closed its records
# Whatever it believes is in signed bytes: it reads no file's name. It does not compare an approval's options with those of its record,
# and does not decide from when a spare acts: for either of the two, a signature of one of them is enough.
[ $# -ge 1 ] && [ $# != 2 ] && [ -f "$1" ] || { echo "usage: sh $0 PLAN.json [PLAN CLOSING...], where PLAN is the plan's fingerprint and CLOSING the SHA-256 of a host's closing record; without them, it asks" >&2; exit 2; }
set -eu; export LC_ALL=C; cd "$(dirname "$1")"; plan=${1##*/}; tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
no() { echo "FAILED: $*" >&2; exit 7; }
sha() { openssl dgst -sha256 -r "$1" | cut -c1-64; }
# The 64 digits of a number on paper, or the 16 of a row: of 80, or 20, each fifth is a check digit.
hex() { printf '%s\n' "$1" | tr -d ' -' | tr A-F a-f | sed -e '/^.\{80\}$/s/\(....\)./\1/g' -e '/^.\{20\}$/s/\(....\)./\1/g'; }
# Asks for a number as one line, or as its rows, with or without their numbers and check digits. WHAT, WHAT IT MUST BE
ask() {
    echo "From your paper, $1, row by row:" >&2; i=1; slips=0
    while [ $i -le 4 ]; do
        printf '  row %s > ' $i >&2; read -r row || no "$1 was not typed"
        row=$(hex "$(echo "$row" | sed 's/^ *[1-4]  *//')")
        if [ "$row" = "$2" ]; then return; elif [ "$row" = "$(echo "$2" | cut -c$((16 * i - 15))-$((16 * i)))" ]; then i=$((i + 1)); continue; fi
        slips=$((slips + 1)); [ $slips -lt 3 ] || no "$1 is not the one on paper"
        echo "  row $i differs: look again, and see that it is a row of $1" >&2
    done
}

# Writes JSON as lines 'path=value'; anything but the form in which Keyhaul writes it is refused.
flat() {
    awk '
    function put(v) {
        if (v == "{" || v == "[") { d++; path[d] = p "."; list[d] = v == "["; n[d] = 0; return }
        if (v !~ /^"([^"\\]|\\.)*"$/ && v !~ /^(-?[0-9]+|true|false|null)$/ && v != "{}" && v != "[]") exit 1
        sub(/^"/, "", v); sub(/"$/, "", v); print p "=" v }
    { match($0, /^ */); at = RLENGTH; s = substr($0, at + 1); sub(/,$/, "", s)
      if (s == "}" || s == "]") d--
      if (at != 2 * d || ended) exit 1
      if (NR == 1) { if (s != "{") exit 1; d = 1; path[1] = ""; next }
      if (s == "}" || s == "]") { if (d == 0) ended = 1; next }
      if (list[d]) { p = path[d] n[d]++; put(s); next }
      if (!match(s, /^"([^"\\]|\\.)*": /)) exit 1
      p = path[d] substr(s, 2, RLENGTH - 4); put(substr(s, RLENGTH + 1)) }
    END { if (!ended) exit 1 }' "$1" || no "$1 is not in the form in which Keyhaul writes it"
}
get() { sed -n "s/^$2=//p" "$1"; } # FILE, PATH as a pattern

sum=$(sha "$plan"); if [ $# = 1 ]; then ask "the plan's fingerprint" "$sum"; fi
[ $# = 1 ] || [ "$sum" = "$(hex "$2")" ] || no "$plan is not the plan on paper, or the number has a slip of the pen"
flat "$plan" >"$tmp/plan"; mkdir "$tmp/key"; n=0; witness=
while host=$(get "$tmp/plan" "hosts\.$n\.name"); [ -n "$host" ]; do
    get "$tmp/plan" "hosts\.$n\.key" | openssl base64 -d -A | openssl pkey -pubin -inform DER -out "$tmp/key/$n" || no "$host has no key in the plan"
    if get "$tmp/plan" "hosts\.$n\.duties\.[0-9]*" | grep -qx witness; then witness="$witness $n"
    elif [ -z "$(get "$tmp/plan" "hosts\.$n\.spare_of")" ]; then echo "$host" >>"$tmp/hosts"; fi
    n=$((n + 1))
done
by() { openssl dgst -sha256 -verify "$tmp/key/$1" -signature "$2" "$3" >/dev/null 2>&1; }

# An approval's request: signed by the witness, and of the same act, step, key and KEK as the record $tmp/r.
approved() {
    a="facts\.approvals\.$1"; get "$tmp/r" "$a\.request" | openssl base64 -d -A >"$tmp/request"; get "$tmp/r" "$a\.signature" | openssl base64 -d -A >"$tmp/signature"
    signed=; for w in $witness; do ! by "$w" "$tmp/signature" "$tmp/request" || signed=$w; done
    [ -n "$signed" ] || no "$record: the plan's witness did not sign its approval"
    flat "$tmp/request" >"$tmp/q"; used=$(sha "$tmp/request") # A step may have been tried before.
    if [ "$exit" = 0 ]; then ! grep -qx "$used" "$tmp/used" || no "$record: its approval was used before"; echo "$used" >>"$tmp/used"; fi
    [ "$(get "$tmp/q" kind)" = "keyhaul approval request" ] && [ "$(get "$tmp/q" 'subject\.command')" = "$(get "$tmp/r" 'deed\.command')" ] || no "$record: its approval is for another act"
    [ "$(get "$tmp/q" 'subject\.details\.plan')$(get "$tmp/q" 'subject\.details\.step')" = "$sum$step" ] || no "$record: its approval is for another step"
    [ "$(get "$tmp/q" 'subject\.details\.acting_host')" = "$(openssl pkey -pubin -in "$tmp/key/$signer" -outform DER | openssl dgst -sha256 -r | cut -c1-64)" ] || no "$record: its approval is for another host"
    for role in "target key" KEK; do
        keys "$tmp/q" 'subject\.keys' "$role" >"$tmp/asked"; keys "$tmp/r" 'facts\.keys' "$role" >"$tmp/there"
        [ ! -s "$tmp/asked" ] || [ ! -s "$tmp/there" ] || [ "$exit" != 0 ] || grep -qxFf "$tmp/asked" "$tmp/there" || no "$record: its approval is for another $role"
    done
}
keys() { sed -n "s/^\($2\.[0-9]*\)\.role=$3\$/\1/p" "$1" | while read -r k; do get "$1" "$k\.identity" | grep -x '[0-9a-f]\{64\}' || :; done; }

: >"$tmp/sums"; : >"$tmp/previous"; : >"$tmp/listed"; : >"$tmp/used"; : >"$tmp/closed"; : >"$tmp/closing"
for record in records/*.json; do
    hash=$(sha "$record"); ! grep -qx "$hash" "$tmp/sums" || no "$record is there twice"; echo "$hash" >>"$tmp/sums"
    flat "$record" >"$tmp/r"; get "$tmp/r" 'previous\.[0-9]*' >>"$tmp/previous"; signer=; sig=${record%.json}.sig; i=0
    while [ $i -lt $n ] && [ -z "$signer" ]; do [ ! -e "$sig" ] || ! by $i "$sig" "$record" || signer=$i; i=$((i + 1)); done
    ! get "$tmp/plan" 'earlier_records\.[0-9]*' | grep -qx "$hash" || continue
    [ -n "$signer" ] || no "$record: no key of the plan signed it"
    step=$(get "$tmp/r" 'facts\.planned\.step'); exit=$(get "$tmp/r" 'deed\.exit'); host=$(get "$tmp/plan" "hosts\.$signer\.spare_of"); [ -n "$host" ] || host=$(get "$tmp/plan" "hosts\.$signer\.name")
    [ "$(get "$tmp/r" 'facts\.planned\.sha256')" = "$sum" ] || no "$record belongs to another plan"
    [ "$step" != stop ] || no "the ceremony was stopped: $record"
    if grep -q '^closing\.' "$tmp/r"; then
        [ "$step" = "close-$host" ] && [ "$exit" = 0 ] && ! grep -qxF "$host" "$tmp/closed" || no "$record: a closing record that is not $host's only one"
        echo "$host" >>"$tmp/closed"; echo "$hash" >>"$tmp/closing"; get "$tmp/r" 'closing\.records\.[0-9]*' >>"$tmp/listed"
    fi
    i=0; while [ -n "$(get "$tmp/r" "facts\.approvals\.$i\.request")" ]; do approved $i; i=$((i + 1)); done
    case $step in blob | copy-* | import | seal) [ -z "$witness" ] || [ "$exit" != 0 ] || [ $i -gt 0 ] || no "$record: the witness did not approve it" ;; esac
done
cat "$tmp/previous" "$tmp/listed" >"$tmp/named"; while read -r hash; do grep -qx "$hash" "$tmp/sums" || no "a record is missing: $hash"; done <"$tmp/named"
while read -r host; do grep -qxF "$host" "$tmp/closed" || no "$host has no closing record"; done <"$tmp/hosts"
grep -vxFf "$tmp/previous" "$tmp/sums" >"$tmp/heads" || :
[ "$(wc -l <"$tmp/heads")" -eq 1 ] || no "records are missing, or were continued in several places"
last=$(cat "$tmp/heads"); grep -qx "$last" "$tmp/closing" || no "the last record, SHA-256 $last, is not a closing record"
if [ $# = 1 ]; then
    { cat "$tmp/hosts"; grep -vxFf "$tmp/hosts" "$tmp/closed" || :; } >"$tmp/order"
    while read -r host <&3; do ask "the closing record of $(echo "$host" | tr a-z A-Z)" "$(sed -n "$(grep -nxF "$host" "$tmp/closed" | cut -d: -f1)p" "$tmp/closing")"; done 3<"$tmp/order"
else
    shift 2; for number; do hex "$number"; done >"$tmp/paper"
    while read -r hash; do grep -qx "$hash" "$tmp/paper" || no "the closing record with the SHA-256 $hash is not the one on paper"; done <"$tmp/closing"
    while read -r hash; do grep -qx "$hash" "$tmp/closing" || no "no closing record has the SHA-256 that is on paper: $hash"; done <"$tmp/paper"
fi
echo "PASS. Hosts: $n, records: $(wc -l <"$tmp/sums" | tr -d ' '), approvals: $(wc -l <"$tmp/used" | tr -d ' '). The last record has the SHA-256 $last"
