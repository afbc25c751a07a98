#!/bin/sh
# Checks a ceremony with OpenSSL alone: sh THIS PLAN.json HEX (the plan's fingerprint, from paper). Exit code 7: a check failed.
[ $# = 2 ] && [ -f "$1" ] || { echo "usage: sh $0 PLAN.json HEX, where HEX is the plan's fingerprint, from paper, in quotes" >&2; exit 2; }
set -eu; cd "$(dirname "$1")"; plan=${1##*/}; keys=$(mktemp -d); : >"$keys.sums"; trap 'rm -r "$keys" "$keys.sums"' EXIT; n=0; heads=0; last=
no() { echo "FAILED: $*" >&2; exit 7; }; sha() { openssl dgst -sha256 -r "$1" | cut -c1-64; }
[ "$(sha "$plan")" = "$(printf %s "$2" | tr -d ' ' | tr A-F a-f)" ] || no "$plan is not the plan on paper"
public=$(grep -o '"key": *"M[^"]*"' "$plan" | cut -d'"' -f4)
for key in $public; do n=$((n + 1)); echo "$key" | openssl base64 -d -A | openssl pkey -pubin -inform DER -out "$keys/$n"; done
signed() { for key in "$keys"/*; do openssl dgst -sha256 -verify "$key" -signature "$1" "$2" >/dev/null 2>&1 && return; done; no "$2: no key of the plan signed it"; }
for sig in records/*.sig; do signed "$sig" "${sig%.sig}.json"; done
for sig in approvals/*.sig; do [ ! -e "$sig" ] || signed "$sig" "${sig%%.approved-by-*}.request.json"; done
for record in records/*.json; do hash=$(sha "$record"); echo "$hash" >>"$keys.sums"; [ -e "${record%.json}.sig" ] || grep -q "$hash" records/*-ceremony-close.record.json || no "$record is not signed, and not listed"
    grep -q "$hash" records/*.json || { heads=$((heads + 1)); last=$record; }; done
for hash in $(cat records/*.json | tr -d ' \n' | grep -o '"previous":\[[^]]*\]' | grep -o '[0-9a-f]\{64\}'); do grep -q "$hash" "$keys.sums" || no "a record is missing: $hash"; done
case $heads$last in 1*-ceremony-close.record.json) echo "PASS: $n keys; the last record is $last, SHA-256 $(sha "$last")" ;; *) no "records are missing, or were continued in two places" ;; esac
