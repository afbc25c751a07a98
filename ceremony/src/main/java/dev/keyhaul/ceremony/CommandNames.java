package dev.keyhaul.ceremony;

import java.util.Map;

/**
 * What commands are called today: a record keeps the name that was typed. Immutable.
 *
 * @since 0.1.0
 */
final class CommandNames {
    private static final Map<String, String> TODAY =
            Map.of(
                    "vault import", "vault import-key",
                    "vault upload", "vault import-key",
                    "vault create", "vault create-key",
                    "vault set-operations", "vault set-key-operations",
                    "vault backup", "vault backup-key",
                    "key seal", "key make-unextractable",
                    "backup evidence-key", "backup change-signer",
                    "kek attest", "kek verify-attestation",
                    "report close", "ceremony close");

    private CommandNames() {}

    static String today(String recorded) {
        return TODAY.getOrDefault(recorded, recorded);
    }
}
