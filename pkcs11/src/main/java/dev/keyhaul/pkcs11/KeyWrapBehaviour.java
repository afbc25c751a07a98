package dev.keyhaul.pkcs11;

/**
 * What a token's AES key-wrap mechanism was seen to do, whatever it is called.
 *
 * @since 0.1.0
 */
public enum KeyWrapBehaviour {
    /** RFC 5649, exact. */
    RFC5649("rfc5649"),
    /** RFC 5649 of the data padded with zeros to a multiple of 8 bytes (SoftHSM 2.6.1, 0x210a). */
    KWP_ZERO_PADDED("kwp-zero-padded"),
    /** RFC 3394 of the data with PKCS#7 padding (NSS softokn, 0x210a). */
    KW_PKCS7("kw-pkcs7"),
    /** Something else. */
    OTHER("other"),
    /** Nothing: C_WrapKey refuses it, although it is listed. */
    REFUSED("refused"),
    /** The token does not have the mechanism. */
    ABSENT("absent");

    private final String reportName;

    KeyWrapBehaviour(String reportName) {
        this.reportName = reportName;
    }

    /** Returns the name in reports. */
    public String reportName() {
        return reportName;
    }

    /** Whether what it wraps opens with AES-KWP. */
    public boolean opensAsKwp() {
        return this == RFC5649 || this == KWP_ZERO_PADDED;
    }
}
