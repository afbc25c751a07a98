#!/usr/bin/env python3
"""Opens a master copy that was made for share holders, with Python's standard library alone.

    open-with-shares.py COPY/manifest.json COPY/recipient-1.bin KEY.der SHARE...

Of a copy of the kind "shares" each holder opens the sealed share with OpenSSL 3 and brings it:

    openssl cms -decrypt -inform DER -in COPY/share-1.cms -inkey HOLDER.pem -out share-1.bin

Of the kind "passphrase-shares" SHARE is the sealed share itself, COPY/share-1.pbe, and its holder
types the passphrase; where standard input is no terminal, it has one line for each share.

A share has 123 bytes: "KHSHARE1", set id (16), index, needed, count (1 each), commitment (32),
value (32), SHA-256 of all before (32). The values are points of Shamir's scheme, byte by byte over
GF(2^8) with the polynomial of AES. The file is AES-256-GCM: nonce (12), ciphertext, tag (16); the
set id in hex is authenticated with it. A share sealed by a passphrase has 179 bytes: "KHSEALP2",
iterations (4, big-endian, 600,000 to 10,000,000), salt (16), and the share under AES-256-GCM in the
same form, with the key that PBKDF2 with HMAC-SHA-256 makes of the passphrase in UTF-8. On an
isolated host only: KEY.der is the key in the clear.
"""
import getpass
import hashlib
import hmac
import json
import os
import sys


def times(a, b):
    """Multiplies in GF(2^8) with x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def inverse(a):
    result = 1
    for _ in range(254):
        result = times(result, a)
    return result


def passphrase(path):
    if sys.stdin.isatty():
        return getpass.getpass(f"Passphrase of {path}: ")
    return sys.stdin.readline().rstrip("\n")


def unsealed(path, iterations, rest, set_id):
    if not 600_000 <= iterations <= 10_000_000:
        sys.exit(f"{path}: {iterations} iterations are not possible")
    key = hashlib.pbkdf2_hmac("sha256", passphrase(path).encode(), rest[:16], iterations)
    return gcm_decrypt(key, rest[16:], set_id,
                       f"{path}: the passphrase is wrong, or the share is damaged")


def read_share(path, set_id):
    with open(path, "rb") as file:
        share = file.read()
    if len(share) == 179 and share[:8] == b"KHSEALP2":
        iterations = int.from_bytes(share[8:12], "big")
        share = unsealed(path, iterations, share[12:], set_id.encode())
    if len(share) != 123 or share[:8] != b"KHSHARE1":
        sys.exit(f"{path}: not a share")
    if hashlib.sha256(share[:91]).digest() != share[91:]:
        sys.exit(f"{path}: the share is damaged")
    return {"set": share[8:24], "index": share[24], "needed": share[25],
            "commitment": share[27:59], "value": share[59:91]}


def combine(shares):
    """Interpolates at 0 (Lagrange)."""
    key = bytearray(32)
    for share in shares:
        factor = 1
        for other in shares:
            if other is not share:
                x, y = other["index"], share["index"]
                factor = times(factor, times(x, inverse(x ^ y)))
        for i in range(32):
            key[i] ^= times(share["value"][i], factor)
    return bytes(key)


def sbox():
    box = []
    for a in range(256):
        b = inverse(a) if a else 0
        r = b
        for shift in range(1, 5):
            r ^= ((b << shift) | (b >> (8 - shift))) & 0xFF
        box.append(r ^ 0x63)
    return box


SBOX = sbox()


def expand(key):
    words = [key[i:i + 4] for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = times(constant, 2)
        elif i % 8 == 4:
            word = bytes(SBOX[b] for b in word)
        words.append(bytes(a ^ b for a, b in zip(words[i - 8], word)))
    return [b"".join(words[i:i + 4]) for i in range(0, 60, 4)]


def aes(rounds, block):
    """Encrypts one block (FIPS 197)."""
    state = [a ^ b for a, b in zip(block, rounds[0])]
    for number in range(1, 15):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                column = state[c:c + 4]
                for i in range(4):
                    mixed.append(times(column[i], 2) ^ times(column[(i + 1) % 4], 3)
                                 ^ column[(i + 2) % 4] ^ column[(i + 3) % 4])
            state = mixed
        state = [a ^ b for a, b in zip(state, rounds[number])]
    return bytes(state)


def ghash(h, data):
    y = 0
    for at in range(0, len(data), 16):
        y ^= int.from_bytes(data[at:at + 16], "big")
        z, v = 0, h
        for bit in range(127, -1, -1):
            if (y >> bit) & 1:
                z ^= v
            v = (v >> 1) ^ (0xE1 << 120 if v & 1 else 0)
        y = z
    return y.to_bytes(16, "big")


def padded(data):
    return data + bytes(-len(data) % 16)


def gcm_decrypt(key, sealed, authenticated, failure):
    """AES-256-GCM (NIST SP 800-38D)."""
    nonce, text, tag = sealed[:12], sealed[12:-16], sealed[-16:]
    rounds = expand(key)
    h = int.from_bytes(aes(rounds, bytes(16)), "big")
    lengths = (8 * len(authenticated)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
    hashed = ghash(h, padded(authenticated) + padded(text) + lengths)
    mask = aes(rounds, nonce + (1).to_bytes(4, "big"))
    if not hmac.compare_digest(tag, bytes(a ^ b for a, b in zip(hashed, mask))):
        sys.exit(failure)
    clear = bytearray()
    for number, at in enumerate(range(0, len(text), 16)):
        stream = aes(rounds, nonce + (number + 2).to_bytes(4, "big"))
        clear += bytes(a ^ b for a, b in zip(text[at:at + 16], stream))
    return bytes(clear)


def main(manifest, copy, out, *paths):
    with open(manifest, encoding="utf-8") as file:
        recipients = json.load(file)["recipients"]
    described = next(r for r in recipients if r["kind"] in ("shares", "passphrase-shares"))
    if len(paths) < described["needed"]:
        sys.exit(f"shares: {described['needed']} needed, {len(paths)} given")
    shares = {}
    for path in paths:
        share = read_share(path, described["set"])
        if share["set"].hex() != described["set"]:
            sys.exit(f"{path}: a share of another set")
        shares[share["index"]] = share
    if len(shares) < described["needed"]:
        sys.exit(f"different shares: {described['needed']} needed, {len(shares)} given")
    key = combine(list(shares.values())[:described["needed"]])
    set_id = bytes.fromhex(described["set"])
    commitment = hashlib.sha256(b"keyhaul shares v1" + set_id + key).hexdigest()
    if commitment != described["commitment"]:
        sys.exit("the shares do not give the key that was split")
    with open(copy, "rb") as file:
        clear = gcm_decrypt(key, file.read(), described["set"].encode(),
                            "the copy's file is damaged, or made for another key")
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(clear)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
