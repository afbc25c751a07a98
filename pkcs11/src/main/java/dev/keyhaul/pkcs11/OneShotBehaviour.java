package dev.keyhaul.pkcs11;

/**
 * What a token's CKM_RSA_AES_KEY_WRAP (0x1054) was seen to do with a stand-in.
 *
 * @since 0.1.0
 */
public enum OneShotBehaviour {
    /** What it wraps opens in software, and holds the key. */
    WORKS("works"),
    /** It answers CKR_OK and gives other bytes than its name says. */
    WRONG("wrong"),
    /** The token does not list it, or refuses it. */
    ABSENT("absent");

    private final String reportName;

    OneShotBehaviour(String reportName) {
        this.reportName = reportName;
    }

    /** Returns the name in reports. */
    public String reportName() {
        return reportName;
    }
}
