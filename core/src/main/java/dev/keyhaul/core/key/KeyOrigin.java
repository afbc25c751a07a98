package dev.keyhaul.core.key;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a key is, where it lives and how it is protected, as its home says.
 *
 * @param protection what guards the clear key
 * @param location where it lives, for people: a token's label and the object's, or a file's name
 * @param maker the home's manufacturer, model and firmware, or {@code software key}; goes into a
 *     transfer blob's {@code generator}
 * @param details further facts for reports and manifests, in order: serial, module, attributes
 */
public record KeyOrigin(
        Protection protection, String location, String maker, Map<String, String> details) {

    /** Copies the details and keeps their order. */
    public KeyOrigin {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** What guards a clear key. */
    public enum Protection {
        /** A token that claims to be hardware (CKF_HW_SLOT or CKF_HW). */
        HARDWARE_TOKEN,
        /** A token that makes no such claim, or is known to be software. */
        SOFTWARE_TOKEN,
        /** A file. */
        SOFTWARE
    }
}
