package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;

/**
 * The public keys of Marvell's roots, which certify the adapters of Managed HSMs. Marvell publishes
 * both; the same two are in Microsoft's validator (azure-managed-hsm-key-attestation).
 */
final class MarvellRoots {
    /** CN=localca.liquidsecurity.cavium.com, RSA 2048. */
    private static final String LIQUID_SECURITY =
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3JL6kDOHL2Y3cqjixjE4yicL38SToVas"
                    + "OqaI4FDM9dFVO89wrSa8B3BEsBA1MVJDMc6H+eZBaK1ES2lVQo3nWGrhIrJ2cMElpAHpqfRkRJvI"
                    + "l+gV7aGfFQ1qDth9ACYhwjOtqiXmVV4ZvAP81htD8i6wiDR9Ms/WoegXMHbGRi70L5KVDSYcFTK2"
                    + "/ZyPQZUZk1oaKLdWEk3+434mxJHP6TftBM99ERWi9zIciGjSUttvtdLZ8uLDlE7DxLVymoeZj5R6"
                    + "Z6xnAdfM+WMYK9LwzWMfhQjxqPeVxq6vTWHzTJcLEnhUq/A9VUOx2ZoqXkwdYUE1EMPyv0ZrcOTY"
                    + "pY5GEwIDAQAB";

    /** CN=cavium-liquidsecurity-ls2, RSA 4096. */
    private static final String LIQUID_SECURITY_2 =
            "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAzzHwkk8uJQtTOWacMpNCkW+DSLLkZqOP"
                    + "tW05TTiyzM5XFwVYzhpQiEbGrttsq1ftLEyK5HvB9IiRNb47kBHeQb4/GE8rJx8poBLQdM7fx5GY"
                    + "jWr3gTbqD+Sfj7ofwQJY5xGbVTE2WMQk2wdzo0LDc2i1UV95+8RiCmPY1LlEZxaz0hw+Fd/Pu4R0"
                    + "DrS1oR3KG+p62g9ChhQoWlYHe66E5e5hS43KJeoN6bpAsbXOVzt1r21n0f/FllTB+E/ENiGLuPo9"
                    + "BuBuiiQ39yxULb202K1NnwIoU/EugYMkwoKhXzsqf1Rx7xDr7rHu4a+eCkm7NOSxfsXr2EQ8D6rC"
                    + "Y+7n41zNrE0e2B99ywz7VijPQckXsRDBdvx5JPvb1jsoc4X+sw6/ekKkpUhWkyuV89msix/ykQwM"
                    + "oYrIednbtXJ3VjCQcYunDmgSxty2XPPRhsqe2PmytOhB+VGP/wZvbtbhKAUnwWlpOc2cesRJQqte"
                    + "AWB9KEDvA5lt0/OA1tEPWR16m2rKnBdivY4aWqJ1ZEW2hCwuObL4M7v9jxPQrMjlak2lLZ/E/8mV"
                    + "bTvSYJbQGa8xkHL1BqsmOHA5YoPaVGoNYKSC5EmmMqcsFRSOOcFZC4mcVhwu4zUga8gGFHIy6+y6"
                    + "/6LA3BpshoB99vnk0rnaNHr3lc3nf9Wqtb8YZdVFtdsCAwEAAQ==";

    static final List<RSAPublicKey> KEYS = List.of(key(LIQUID_SECURITY), key(LIQUID_SECURITY_2));

    private MarvellRoots() {}

    private static RSAPublicKey key(String base64) {
        try {
            return PublicKeyEncoding.parse(Base64.getDecoder().decode(base64));
        } catch (KeyTransferException e) {
            throw new AssertionError("a public key of Marvell's", e);
        }
    }
}
