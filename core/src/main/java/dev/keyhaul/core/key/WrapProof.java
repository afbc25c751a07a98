package dev.keyhaul.core.key;

/**
 * What is known of wrapped bytes: {@code CKR_OK} alone proves nothing.
 *
 * <pre>{@code
 * if (blob.wrapped().proof() != WrapProof.THESE_BYTES_IN_TOKEN) {
 *     show("the token did not reopen these bytes");
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public enum WrapProof {
    /**
     * The very bytes of the AES-KWP part were unwrapped again inside the token under the same AES
     * key, and the result signed a challenge that the target's public key verifies. The RSA-OAEP
     * part, where there is one, is proven by its length and by the mechanism on a throw-away key
     * alone: only the KEK's private half could open it.
     */
    THESE_BYTES_IN_TOKEN("these bytes, unwrapped and used inside the token"),

    /**
     * A throw-away key of the same size went through the same call and was opened in software: this
     * proves the mechanism, not these bytes.
     */
    STAND_IN("bytes not proven; the mechanism, with a stand-in key"),

    /**
     * The key's source states that the key's home, such as a key management service, proved or
     * attested that the bytes hold the key. Keyhaul has not checked that. Whatever an application
     * says about a key of its own becomes this, unless it is {@link #NOT_PROVEN}.
     */
    BY_HOME("stated by the key's source, not proven here: these bytes, by the key's home"),

    /** The key's home gave the bytes, and nothing proves that they hold the key. */
    NOT_PROVEN("none: the key's device supplied these bytes without proof"),

    /** This process wrapped the clear key itself and hands out what it made. */
    MADE_IN_SOFTWARE("none needed: this process wrapped the clear key itself");

    private final String label;

    WrapProof(String label) {
        this.label = label;
    }

    /** {@return whether Keyhaul itself checked or made the bytes; false for what another states} */
    public boolean isChecked() {
        return this != BY_HOME && this != NOT_PROVEN;
    }

    /**
     * {@return the sentence for reports}
     *
     * @param method how the bytes are laid out: only RSA-AES has two parts
     */
    public String label(WrapMethod method) {
        return switch (method) {
            case RSA_AES_SHA1, RSA_AES_SHA256 ->
                    this == THESE_BYTES_IN_TOKEN
                            ? "the AES-KWP part: "
                                    + label
                                    + "; the RSA-OAEP part: its length, and the mechanism on a"
                                    + " throw-away key"
                            : label;
            case RSA_OAEP_SHA1, RSA_OAEP_SHA256, AES_KWP, ENCRYPTED_PKCS8, AES_GCM -> label;
        };
    }
}
