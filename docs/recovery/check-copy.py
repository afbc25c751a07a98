#!/usr/bin/env python3
"""Checks a master copy before it is opened, with Python's standard library alone.

    check-copy.py STORE ID

Compares each file with the SHA-256 in the copy's manifest.json, and the manifest with the journal,
whose chain is followed from the store's id to its head. Prints what you compare with your own notes:
the key's fingerprint and the journal's head. Exit code 1 if something does not agree.

It does not verify signatures: OpenSSL does (RECOVERY.md).
"""
import base64
import hashlib
import json
import os
import sys


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def check(ok, what):
    if not ok:
        sys.exit("does not agree: " + what)


def main(store, copy_id):
    manifest_bytes = read(store, copy_id, "manifest.json")
    manifest = json.loads(manifest_bytes)
    check(manifest["id"] == copy_id, "the folder's name and the id in the manifest")
    for file in manifest["files"]:
        name = file["name"]
        check(os.path.basename(name) == name, "the file name " + name)
        check(sha256(read(store, copy_id, name)) == file["sha256"], name + " and its SHA-256 in the manifest")
    key = manifest["key"]
    if "public_key" in key:
        of_key = sha256(base64.b64decode(key["public_key"]))
        check(of_key == key["fingerprint"], "the public key and the fingerprint in the manifest")

    head = sha256(json.loads(read(store, "store.json"))["id"].encode())
    created = False
    lines = read(store, "journal.jsonl").split(b"\n")
    check(lines.pop() == b"", "the journal's last line: it has no end")
    for number, line in enumerate(lines, 1):
        entry = json.loads(line.split(b"\t")[0])
        check(entry["previous"] == head and entry["number"] == number, "line %d of the journal and the one before" % number)
        head = sha256(line)
        details = entry["details"]
        if entry["event"] == "created" and details["copy"] == copy_id:
            created = details["manifest_sha256"] == sha256(manifest_bytes)
    check(created, "the manifest and the journal's entry of this copy")
    print("key's fingerprint  " + key["fingerprint"])
    print("journal's head     " + head)
    print("signed             " + ("manifest.sig: verify it" if os.path.exists(os.path.join(store, copy_id, "manifest.sig")) else "no"))


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
