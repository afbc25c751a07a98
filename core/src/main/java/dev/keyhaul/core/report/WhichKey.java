package dev.keyhaul.core.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.key.Fingerprint;

/**
 * Which key it is, in a report of which it is a part.
 *
 * @param keyFingerprint the key's fingerprint: SHA-256 of its SubjectPublicKeyInfo; of an AES key,
 *     of what it encrypts
 */
public record WhichKey(Fingerprint keyFingerprint) implements InlinePart {}
