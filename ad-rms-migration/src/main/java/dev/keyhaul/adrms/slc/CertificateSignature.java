package dev.keyhaul.adrms.slc;

/**
 * What the signature of a certificate is worth. It is checked under the issuer's key that the
 * certificate itself holds: that shows damage, and no more. Whoever makes a certificate up signs it
 * too.
 */
public enum CertificateSignature {
    /** It holds, under the digest that was seen at work. */
    HOLDS("holds under the issuer's key in it"),
    /** It does not hold. */
    FAILS("does not hold"),
    /** It holds; that mode 2 has SHA-256 was assumed. */
    HOLDS_AS_ASSUMED("holds under the issuer's key in it (SHA-256, as assumed for mode 2)"),
    /** It does not hold; that mode 2 has SHA-256 is assumed. */
    FAILS_AS_ASSUMED("does not hold (with SHA-256, which is assumed for mode 2)"),
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
