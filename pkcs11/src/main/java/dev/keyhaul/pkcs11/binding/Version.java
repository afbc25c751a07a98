package dev.keyhaul.pkcs11.binding;

/**
 * CK_VERSION.
 *
 * @param major the part before the point
 * @param minor the hundredths after it
 * @since 0.1.0
 */
public record Version(int major, int minor) {
    /** Returns {@code major.minor}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
