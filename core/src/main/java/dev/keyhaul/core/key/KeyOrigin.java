package dev.keyhaul.core.key;

import dev.keyhaul.core.argument.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a key lives and how it is protected, as its home says.
 *
 * <pre>{@code
 * KeyOrigin origin = KeyOrigin.software("the secret manager's entry 'tenant'");
 * try (SoftwareKey key = SoftwareKey.fromPkcs8(pkcs8, origin)) {
 *     show(key.origin().location());
 * }
 * }</pre>
 *
 * @param protection what guards the clear key
 * @param location where it lives, for people: a token's label and the object's, or a file's name
 * @param maker the home's manufacturer, model and firmware, or {@code software key}; goes into a
 *     transfer blob's {@code generator}
 * @param details further facts for reports and manifests, in order: {@link #SERIAL} and its like
 *     for a token, and the key's attributes by their PKCS#11 names ({@link #EXTRACTABLE}), {@code
 *     true} or {@code false}
 * @since 0.1.0
 */
public record KeyOrigin(
        Protection protection, String location, String maker, Map<String, String> details) {

    /** Detail: the token's manufacturer. */
    public static final String MANUFACTURER = "manufacturer";

    /** Detail: the token's model. */
    public static final String MODEL = "model";

    /** Detail: the token's serial number; with manufacturer and model it tells tokens apart. */
    public static final String SERIAL = "serial";

    /** Detail: the token's label, which need not be unique. */
    public static final String TOKEN_LABEL = "token_label";

    /** Detail: the token's firmware version. */
    public static final String FIRMWARE = "firmware";

    /** Detail: whether the key may be wrapped out of its token. */
    public static final String EXTRACTABLE = "CKA_EXTRACTABLE";

    /** Detail: whether the key was generated in its token. */
    public static final String LOCAL = "CKA_LOCAL";

    /** Detail: whether the key has been sensitive since it was made. */
    public static final String ALWAYS_SENSITIVE = "CKA_ALWAYS_SENSITIVE";

    /** Detail: whether the key could never be wrapped out of its token. */
    public static final String NEVER_EXTRACTABLE = "CKA_NEVER_EXTRACTABLE";

    /**
     * Copies the details and keeps their order.
     *
     * @param protection what guards the clear key
     * @param location where it lives, for people
     * @param maker the home's manufacturer, model and firmware, or {@code software key}
     * @param details further facts for reports and manifests, in order
     */
    public KeyOrigin {
        Arguments.notNull("protection", protection, "location", location, "maker", maker);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /**
     * {@return the origin of a key whose clear form is in this process}
     *
     * @param location where it is, such as the file's name; people read it
     */
    public static KeyOrigin software(String location) {
        return software(location, Map.of());
    }

    /**
     * {@return the origin of a key whose clear form is in this process, with further facts}
     *
     * @param location where it is, such as the file's name; people read it
     * @param details what else is known, by name
     */
    public static KeyOrigin software(String location, Map<String, String> details) {
        return new KeyOrigin(Protection.SOFTWARE, location, "software key", details);
    }

    /** What guards a clear key, the strongest first. */
    public enum Protection {
        /** A token that claims to be hardware (CKF_HW_SLOT or CKF_HW). */
        HARDWARE_TOKEN("a token that claims to be hardware"),
        /** A key management service, which wraps the key and never shows it. */
        KEY_SERVICE("a key management service"),
        /** A token that makes no such claim, or is known to be software. */
        SOFTWARE_TOKEN("a software token"),
        /** A file. */
        SOFTWARE("a file"),
        /** Not known: another tool wrapped the key, and no more was seen of it. */
        UNKNOWN("an unknown home");

        private final String label;

        Protection(String label) {
            this.label = label;
        }

        /** {@return the words for reports} */
        public String label() {
            return label;
        }

        /** {@return whether it is a token} */
        public boolean isToken() {
            return this == HARDWARE_TOKEN || this == SOFTWARE_TOKEN;
        }

        /** {@return why a key that is no {@link SoftwareKey} has no clear form, for messages} */
        public String noClearForm() {
            return this == SOFTWARE
                    ? "the key is in a file, and its source never gives it out in the clear"
                    : "the key is in "
                            + (isToken() ? "a token" : label)
                            + ", which never gives it out in the clear";
        }
    }
}
