"""Every operation on keys, by Azure's SDK for Python with its default API version.

    client.py kek VAULT            makes a KEK and prints its record: kid, n and e as base64url
    client.py all VAULT BLOB JWK   does the rest; a line for each operation: its name, a tab, "works" or what happened

VAULT is a URL under a name that resolves nowhere: what is asked of it goes to ADDRESS, with the host in a header, as the
local vault expects it of a relay. CA is the file of the server's certificate authority, ACCESS its access file.
"""

import base64
import hashlib
import json
import os
import sys
import time
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.transport import RequestsTransport
from azure.keyvault.keys import (
    JsonWebKey,
    KeyClient,
    KeyRotationLifetimeAction,
    KeyRotationPolicy,
    KeyRotationPolicyAction,
)
from azure.keyvault.keys.crypto import CryptographyClient, EncryptionAlgorithm, KeyWrapAlgorithm, SignatureAlgorithm

NUMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"]
SIX = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]


class Token:
    def get_token(self, *scopes, **claims):
        with open(os.environ["ACCESS"], encoding="ascii") as file:
            return AccessToken(json.load(file)["token"], int(time.time()) + 3600)


class Relay(RequestsTransport):
    def send(self, request, **options):
        asked = request.url
        url = urlsplit(asked)
        request.headers["X-Keyhaul-Host"] = url.hostname
        request.url = os.environ["ADDRESS"] + url.path + ("?" + url.query if url.query else "")
        try:
            return super().send(request, **options)
        finally:
            # The SDK compares it with the challenge.
            request.url = asked


def options():
    return {"credential": Token(), "transport": Relay(connection_verify=os.environ["CA"])}


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Client:
    def __init__(self, vault):
        self.vault = vault
        self.keys = KeyClient(vault_url=vault, **options())

    def cryptography(self, name):
        return CryptographyClient(self.keys.get_key(name), **options())

    def kek(self):
        key = self.keys.create_rsa_key("kek", size=2048, hardware_protected=True, key_operations=["import"])
        n, e = (base64.urlsafe_b64encode(number).rstrip(b"=").decode() for number in (key.key.n, key.key.e))
        print(json.dumps({"kid": key.id, "n": n, "e": e}))

    def create(self):
        key = self.keys.create_rsa_key("made", size=2048, hardware_protected=True)
        assert set(key.key_operations) == set(SIX)

    def import_blob(self, file):
        with open(file, "rb") as blob:
            material = JsonWebKey(kty="RSA-HSM", key_ops=SIX, t=blob.read())
        key = self.keys.import_key("from-blob", material, hardware_protected=True)
        assert key.key_type == "RSA-HSM"

    def import_jwk(self, file):
        with open(file, encoding="ascii") as text:
            jwk = json.load(text)
        numbers = {name: decoded(jwk[name]) for name in NUMBERS}
        key = self.keys.import_key("from-jwk", JsonWebKey(kty="RSA", key_ops=SIX, **numbers))
        assert key.key.n.lstrip(b"\0") == numbers["n"].lstrip(b"\0")

    def pages(self):
        for number in range(30):
            self.keys.create_rsa_key(f"page-{number}", size=2048, hardware_protected=True)
        assert len([key for key in self.keys.list_properties_of_keys() if key.name.startswith("page-")]) == 30

    def versions(self):
        self.keys.create_rsa_key("made", size=2048, hardware_protected=True)
        assert len(list(self.keys.list_properties_of_key_versions("made"))) == 2
        assert not list(self.keys.list_properties_of_key_versions("nobody"))

    def update(self):
        assert not self.keys.update_key_properties("page-0", enabled=False).properties.enabled
        assert self.keys.update_key_properties("page-0", enabled=True, tags={"a": "b"}).properties.tags == {"a": "b"}

    def sign(self):
        digest = hashlib.sha256(b"text").digest()
        client = self.cryptography("from-blob")
        signature = client.sign(SignatureAlgorithm.rs256, digest).signature
        assert client.verify(SignatureAlgorithm.rs256, digest, signature).is_valid

    def encrypt(self):
        client = self.cryptography("from-blob")
        sealed = client.encrypt(EncryptionAlgorithm.rsa_oaep_256, b"text").ciphertext
        assert client.decrypt(EncryptionAlgorithm.rsa_oaep_256, sealed).plaintext == b"text"

    def wrap(self):
        client = self.cryptography("from-jwk")
        wrapped = client.wrap_key(KeyWrapAlgorithm.rsa_oaep, bytes(32)).encrypted_key
        assert client.unwrap_key(KeyWrapAlgorithm.rsa_oaep, wrapped).key == bytes(32)

    def delete(self):
        self.keys.begin_delete_key("page-1").wait()
        assert self.keys.get_deleted_key("page-1").recovery_id
        assert "page-1" in [key.name for key in self.keys.list_deleted_keys()]
        self.keys.begin_recover_deleted_key("page-1").wait()
        assert self.keys.get_key("page-1")

    def backup(self):
        backup = self.keys.backup_key("page-2")
        self.keys.begin_delete_key("page-2").wait()
        self.keys.purge_deleted_key("page-2")
        assert self.keys.restore_key_backup(backup).name == "page-2"

    def rotate(self):
        before = self.keys.get_key("page-3").properties.version
        assert self.keys.rotate_key("page-3").properties.version != before

    def policy(self):
        assert self.keys.get_key_rotation_policy("page-4").lifetime_actions
        rotate = KeyRotationLifetimeAction(KeyRotationPolicyAction.rotate, time_after_create="P90D")
        policy = KeyRotationPolicy(lifetime_actions=[rotate])
        changed = self.keys.update_key_rotation_policy("page-4", policy)
        assert {str(action.action).lower().split(".")[-1] for action in changed.lifetime_actions} == {"rotate", "notify"}

    def random(self):
        assert len(self.keys.get_random_bytes(16)) == 16

    def attestation(self):
        assert self.keys.get_key_attestation("made").properties.attestation

    def errors(self):
        try:
            self.keys.get_key("nobody")
        except ResourceNotFoundError as error:
            assert error.error.code == "KeyNotFound"
            return
        raise AssertionError("a key of nobody")


def main(what, vault, *files):
    client = Client(vault)
    if what == "kek":
        client.kek()
        return
    blob, jwk = files
    hsm = ".managedhsm." in vault
    steps = {
        "create": client.create,
        "import a blob": lambda: client.import_blob(blob),
        "import a JWK": lambda: client.import_jwk(jwk),
        "lists and pages": client.pages,
        "versions": client.versions,
        "update": client.update,
        "sign and verify": client.sign,
        "encrypt and decrypt": client.encrypt,
        "wrap and unwrap": client.wrap,
        "delete and recover": client.delete,
        "back up, purge, restore": client.backup,
        "rotate": client.rotate,
        "rotation policy": client.policy,
        "random bytes": client.random,
        "attestation": client.attestation,
        "errors": client.errors,
    }
    for name, step in steps.items():
        if name in ("random bytes", "attestation") and not hsm:
            print(f"{name}\ta vault has none")
            continue
        try:
            step()
            print(f"{name}\tworks")
        except (HttpResponseError, AssertionError, AttributeError, TypeError, ValueError) as error:
            print(f"{name}\t{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")


main(*sys.argv[1:])
