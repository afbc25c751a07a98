package dev.keyhaul.adrms.slc;

/**
 * What the signature of a certificate is worth. It is checked under the issuer's key that the
 * certificate itself holds: that shows damage, and no more. Whoever makes a certificate up signs it
 * too.
 *
 * @since 0.1.0
 */
public enum CertificateSignature {
    /** It holds. */
    HOLDS("holds under the issuer's key in it"),
    /** It does not hold. */
    FAILS("does not hold"),
    /** There is no signature, or no issuer's key. */
    MISSING("missing");

    private final String label;

    CertificateSignature(String label) {
        this.label = label;
    }

    /** Returns the words for reports. */
    public String label() {
        return label;
    }
}
