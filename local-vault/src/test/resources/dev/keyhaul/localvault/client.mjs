// The same as client.py, by Azure's SDK for JavaScript. CA is given to Node as NODE_EXTRA_CA_CERTS.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";

const SIX = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"];
const credential = {
  getToken: async () => ({ token: JSON.parse(readFileSync(process.env.ACCESS, "ascii")).token, expiresOnTimestamp: Date.now() + 3600e3 }),
};
const relay = {
  name: "relay",
  sendRequest: async (request, next) => {
    const asked = request.url;
    const url = new URL(asked);
    request.headers.set("X-Keyhaul-Host", url.hostname);
    request.url = process.env.ADDRESS + url.pathname + url.search;
    try {
      return await next(request);
    } finally {
      // The SDK compares it with the challenge.
      request.url = asked;
    }
  },
};
const options = { additionalPolicies: [{ policy: relay, position: "perRetry" }] };

const [what, vault, blob, jwk] = process.argv.slice(2);
const keys = new KeyClient(vault, credential, options);
const cryptography = async (name) => new CryptographyClient(await keys.getKey(name), credential, options);
const create = (name) => keys.createRsaKey(name, { keySize: 2048, hsm: true });
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

async function all(list) {
  const found = [];
  for await (const item of list) found.push(item);
  return found;
}

const steps = {
  create: async () => assert.deepEqual(new Set((await create("made")).keyOperations), new Set(SIX)),
  "import a blob": async () => {
    const material = { kty: "RSA-HSM", keyOps: SIX, t: readFileSync(blob) };
    assert.equal((await keys.importKey("from-blob", material, { hardwareProtected: true })).keyType, "RSA-HSM");
  },
  "import a JWK": async () => {
    const material = { kty: "RSA", keyOps: SIX };
    const numbers = JSON.parse(readFileSync(jwk, "ascii"));
    for (const name of ["n", "e", "d", "p", "q", "dp", "dq", "qi"]) {
      material[name] = Buffer.from(numbers[name], "base64url");
    }
    const key = await keys.importKey("from-jwk", material);
    assert.equal(base64url(key.key.n), base64url(material.n));
  },
  "lists and pages": async () => {
    for (let number = 0; number < 30; number++) await create(`page-${number}`);
    const found = await all(keys.listPropertiesOfKeys());
    assert.equal(found.filter((key) => key.name.startsWith("page-")).length, 30);
  },
  versions: async () => {
    await create("made");
    assert.equal((await all(keys.listPropertiesOfKeyVersions("made"))).length, 2);
    assert.equal((await all(keys.listPropertiesOfKeyVersions("nobody"))).length, 0);
  },
  update: async () => {
    const { version } = (await keys.getKey("page-0")).properties;
    assert.equal((await keys.updateKeyProperties("page-0", version, { enabled: false })).properties.enabled, false);
    const changed = await keys.updateKeyProperties("page-0", version, { enabled: true, tags: { a: "b" } });
    assert.deepEqual(changed.properties.tags, { a: "b" });
  },
  "sign and verify": async () => {
    const client = await cryptography("from-blob");
    const digest = createHash("sha256").update("text").digest();
    const { result } = await client.sign("RS256", digest);
    assert.ok((await client.verify("RS256", digest, result)).result);
  },
  "encrypt and decrypt": async () => {
    const client = await cryptography("from-blob");
    const sealed = (await client.encrypt({ algorithm: "RSA-OAEP-256", plaintext: Buffer.from("text") })).result;
    const opened = await client.decrypt({ algorithm: "RSA-OAEP-256", ciphertext: sealed });
    assert.equal(Buffer.from(opened.result).toString(), "text");
  },
  "wrap and unwrap": async () => {
    const client = await cryptography("from-jwk");
    const wrapped = (await client.wrapKey("RSA-OAEP", Buffer.alloc(32))).result;
    assert.deepEqual(Buffer.from((await client.unwrapKey("RSA-OAEP", wrapped)).result), Buffer.alloc(32));
  },
  "delete and recover": async () => {
    await (await keys.beginDeleteKey("page-1", { intervalInMs: 100 })).pollUntilDone();
    assert.ok((await keys.getDeletedKey("page-1")).properties.recoveryId);
    assert.ok((await all(keys.listDeletedKeys())).some((key) => key.name === "page-1"));
    await (await keys.beginRecoverDeletedKey("page-1", { intervalInMs: 100 })).pollUntilDone();
    assert.ok(await keys.getKey("page-1"));
  },
  "back up, purge, restore": async () => {
    const backup = await keys.backupKey("page-2");
    await (await keys.beginDeleteKey("page-2", { intervalInMs: 100 })).pollUntilDone();
    await keys.purgeDeletedKey("page-2");
    assert.equal((await keys.restoreKeyBackup(backup)).name, "page-2");
  },
  rotate: async () => {
    const before = (await keys.getKey("page-3")).properties.version;
    assert.notEqual((await keys.rotateKey("page-3")).properties.version, before);
  },
  "rotation policy": async () => {
    assert.ok((await keys.getKeyRotationPolicy("page-4")).lifetimeActions.length);
    const changed = await keys.updateKeyRotationPolicy("page-4", {
      lifetimeActions: [{ action: "Rotate", timeAfterCreate: "P90D" }],
    });
    const actions = changed.lifetimeActions.map((action) => action.action.toLowerCase());
    assert.deepEqual(new Set(actions), new Set(["rotate", "notify"]));
  },
  "random bytes": async () => assert.equal((await keys.getRandomBytes(16)).length, 16),
  attestation: async () => assert.ok((await keys.getKeyAttestation("made")).properties.attestation),
  errors: async () => {
    await assert.rejects(keys.getKey("nobody"), (error) => error.statusCode === 404 && error.code === "KeyNotFound");
  },
};

if (what === "kek") {
  const kek = await keys.createRsaKey("kek", { keySize: 2048, hsm: true, keyOps: ["import"] });
  console.log(JSON.stringify({ kid: kek.id, n: base64url(kek.key.n), e: base64url(kek.key.e) }));
} else {
  const hsm = vault.includes(".managedhsm.");
  for (const [name, step] of Object.entries(steps)) {
    if (["random bytes", "attestation"].includes(name) && !hsm) {
      console.log(`${name}\ta vault has none`);
      continue;
    }
    try {
      await step();
      console.log(`${name}\tworks`);
    } catch (error) {
      console.log(`${name}\t${error.name}: ${error.message.split("\n")[0]}`);
    }
  }
}
