package dev.keyhaul.localvault.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a key may be used for: {@code key_ops}. */
public enum JwkOperation {
    ENCRYPT("encrypt"),
    DECRYPT("decrypt"),
    SIGN("sign"),
    VERIFY("verify"),
    WRAP_KEY("wrapKey"),
    UNWRAP_KEY("unwrapKey"),
    /** Opens transfer blobs: makes a key a KEK. */
    IMPORT("import");

    /** What a KEK must have: this and nothing else. */
    static final Set<JwkOperation> KEK = Collections.unmodifiableSet(EnumSet.of(IMPORT));

    private final String wireName;

    JwkOperation(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /**
     * Reads {@code key_ops} where it is there. An empty list stays empty: a key that permits
     * nothing. Azure's SDK sends one when an import names no operations, and what the service makes
     * of it is not documented.
     */
    public static Optional<Set<JwkOperation>> read(JsonObject parent) throws RefusedRequest {
        if (!parent.has("key_ops")) {
            return Optional.empty();
        }
        Set<JwkOperation> operations = EnumSet.noneOf(JwkOperation.class);
        try {
            for (String name : parent.strings("key_ops")) {
                operations.add(named(name));
            }
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
        return Optional.of(Collections.unmodifiableSet(operations));
    }

    private static JwkOperation named(String name) throws RefusedRequest {
        for (JwkOperation operation : values()) {
            if (operation.wireName.equals(name)) {
                return operation;
            }
        }
        throw RefusedRequest.badParameter(
                "key_ops holds '"
                        + name
                        + "'; it must be one of "
                        + names(EnumSet.allOf(JwkOperation.class)));
    }

    static String names(Set<JwkOperation> operations) {
        return String.join(", ", operations.stream().map(JwkOperation::wireName).toList());
    }
}
