package dev.keyhaul.localvault.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An operation of the vault, by its names: in the audit log, in an access policy, and among the
 * data actions of a role.
 */
public enum VaultOperation {
    /** Reads one version's public half and attributes. */
    GET("KeyGet", "get", "read"),
    /** Lists the keys. */
    LIST("KeyList", "list", "read"),
    /** Lists a key's versions. */
    LIST_VERSIONS("KeyListVersions", "list", "read"),
    /** Generates a key, or a new version. */
    CREATE("KeyCreate", "create", "create/action"),
    /** Takes a key from outside. */
    IMPORT("KeyImport", "import", "import/action"),
    /** Changes attributes, operations and tags. */
    UPDATE("KeyUpdate", "update", "update/action"),
    /** Deletes softly. */
    DELETE("KeyDelete", "delete", "delete"),
    /** Reads a softly deleted key. */
    GET_DELETED("KeyGetDeleted", "get", "read"),
    /** Lists the softly deleted keys. */
    LIST_DELETED("KeyListDeleted", "list", "read"),
    /** Undoes a soft deletion. */
    RECOVER("KeyRecover", "recover", "recover/action"),
    /** Ends a softly deleted key for good. */
    PURGE("KeyPurge", "purge", "purge/action"),
    /** Makes a backup blob. */
    BACKUP("KeyBackup", "backup", "backup/action"),
    /** Takes a backup blob. */
    RESTORE("KeyRestore", "restore", "restore/action"),
    /** Signs a digest. */
    SIGN("KeySign", "sign", "sign/action"),
    /** Verifies a signature. */
    VERIFY("KeyVerify", "verify", "verify/action"),
    /** Encrypts. */
    ENCRYPT("KeyEncrypt", "encrypt", "encrypt/action"),
    /** Decrypts. */
    DECRYPT("KeyDecrypt", "decrypt", "decrypt/action"),
    /** Wraps a key. */
    WRAP_KEY("KeyWrap", "wrapKey", "wrap/action"),
    /** Unwraps a key. */
    UNWRAP_KEY("KeyUnwrap", "unwrapKey", "unwrap/action"),
    /** Makes a new version by the rotation policy. */
    ROTATE("KeyRotate", "rotate", "rotate/action"),
    /** Reads the rotation policy. */
    GET_ROTATION_POLICY("KeyRotationPolicyGet", "getRotationPolicy", "rotationpolicy/read"),
    /** Changes the rotation policy. */
    SET_ROTATION_POLICY("KeyRotationPolicySet", "setRotationPolicy", "rotationpolicy/write"),
    /** Reads a Managed HSM key's attestation. */
    GET_ATTESTATION("KeyGetAttestation", "get", "read"),
    /** Asks a Managed HSM for random bytes. */
    GET_RANDOM_BYTES("GetRandomBytes", "getRandomBytes", "random/action");

    private final String auditName;
    private final String permission;
    private final String action;

    VaultOperation(String auditName, String permission, String action) {
        this.auditName = auditName;
        this.permission = permission;
        this.action = action;
    }

    /** Returns the {@code operationName} of AuditEvent logs. */
    public String auditName() {
        return auditName;
    }

    /** Returns the key permission of access policies that covers it; several may share one. */
    public String permission() {
        return permission;
    }

    /** Returns the last part of the role's data action, after {@code …/keys/}. */
    public String action() {
        return action;
    }

    /** Returns its name on this project's command line, such as {@code wrap-key}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Finds an operation by {@link #text}. */
    public static Optional<VaultOperation> named(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns every {@link #text}, for messages. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(VaultOperation::text).toList();
    }

    /** Returns every {@link #permission} once, for messages. */
    static List<String> permissions() {
        return Arrays.stream(values()).map(VaultOperation::permission).distinct().toList();
    }
}
