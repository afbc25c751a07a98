package dev.keyhaul.pkcs11.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.pkcs11.fixture.ForeignModule;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each of Debian's tokens does for the library, and each that a run has built from source: a
 * cell works, or is refused for the reason that its token gives. What is expected is for one
 * version; another is skipped.
 */
@Tag("long")
@Tag("system")
class TokenMatrixTest {
    private static final String NO_KEY_WRAP =
            "the token does not wrap as RFC 5649 requires: 0x210b is absent, 0x210a is absent";
    private static final String NOT_SENSITIVE =
            "the token made a key with CKA_SENSITIVE false where true was requested";

    private static final String NO_UNWRAP = "C_UnwrapKey: CKR_MECHANISM_INVALID (0x70)";
    private static final String NO_OAEP =
            "the token's RSA-OAEP with SHA1: C_WrapKey: CKR_MECHANISM_INVALID (0x70)";

    @TempDir Path folder;

    @Test
    void softHsm_doesAll() throws Exception {
        try (MatrixToken token = MatrixToken.softHsm(folder)) {
            assertCells(
                    token.cells("login"),
                    """
                    library: SoftHSM 2.6
                    initialize: ready
                    maker: SoftHSM project, SoftHSM v2, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a kwp-zero-padded, 0x210b absent, 0x1054 absent
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: works
                    import: works
                    EC P-256 target: EC P-256
                    EC P-256 wrap: works
                    EC P-256 import: works
                    EC P-384 target: EC P-384
                    EC P-384 wrap: works
                    EC P-384 import: works
                    EC P-521 target: EC P-521
                    EC P-521 wrap: works
                    EC P-521 import: works
                    AES 128 target: AES 128
                    AES 128 wrap: works
                    AES 128 import: works
                    AES 192 target: AES 192
                    AES 192 wrap: works
                    AES 192 import: works
                    AES 256 target: AES 256
                    AES 256 wrap: works
                    AES 256 import: works
                    evidence key: works
                    wrapping key: works
                    recovery pair: works
                    """);
        }
    }

    /** Session objects only: NssSoftoknTest wraps one. */
    @Test
    void nss_keepsNoKey() throws Exception {
        try (MatrixToken token = MatrixToken.nss()) {
            assertCells(
                    token.cells("no login"),
                    """
                    library: Mozilla Foundation 3.110
                    maker: Mozilla Foundation, NSS 3, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a kw-pkcs7, 0x210b rfc5649, 0x1054 absent
                    target: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    sealed target: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    sign: no key
                    wrap: no key
                    import: the token made a key with CKA_UNWRAP true where false was requested
                    EC P-256 target: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    EC P-256 wrap: no private key with label 'ec-P256' in the token
                    EC P-256 import: C_UnwrapKey: CKR_TEMPLATE_INCOMPLETE (0xD0)
                    EC P-384 target: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    EC P-384 wrap: no private key with label 'ec-P384' in the token
                    EC P-384 import: C_UnwrapKey: CKR_TEMPLATE_INCOMPLETE (0xD0)
                    EC P-521 target: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    EC P-521 wrap: no private key with label 'ec-P521' in the token
                    EC P-521 import: C_UnwrapKey: CKR_TEMPLATE_INCOMPLETE (0xD0)
                    AES 128 target: C_GenerateKey: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    AES 128 wrap: no private key with label 'aes-128' in the token
                    AES 128 import: the token wraps a key that it marks as not extractable
                    AES 192 target: C_GenerateKey: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    AES 192 wrap: no private key with label 'aes-192' in the token
                    AES 192 import: the token wraps a key that it marks as not extractable
                    AES 256 target: C_GenerateKey: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    AES 256 wrap: no private key with label 'aes-256' in the token
                    AES 256 import: the token wraps a key that it marks as not extractable
                    evidence key: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    wrapping key: C_GenerateKey: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    recovery pair: C_GenerateKeyPair: CKR_TOKEN_WRITE_PROTECTED (0xE2)
                    """,
                    "library: Mozilla Foundation 3.87");
        }
    }

    /** It keeps keys, and 3.23 has no key wrap that a vault opens. */
    @Test
    @Needs(Need.OPENCRYPTOKI)
    void openCryptoki_keepsKeys_andWrapsNone() throws Exception {
        try (MatrixToken token = MatrixToken.openCryptoki()) {
            assertCells(
                    token.cells("login"),
                    """
                    library: IBM 3.23
                    initialize: ready
                    maker: IBM, Soft, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a absent, 0x210b absent, 0x1054 absent
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: %1$s
                    import: %1$s
                    EC P-256 target: EC P-256
                    EC P-256 wrap: %1$s
                    EC P-256 import: %1$s
                    EC P-384 target: EC P-384
                    EC P-384 wrap: %1$s
                    EC P-384 import: %1$s
                    EC P-521 target: EC P-521
                    EC P-521 wrap: %1$s
                    EC P-521 import: %1$s
                    AES 128 target: AES 128
                    AES 128 wrap: %1$s
                    AES 128 import: %1$s
                    AES 192 target: AES 192
                    AES 192 wrap: %1$s
                    AES 192 import: %1$s
                    AES 256 target: AES 256
                    AES 256 wrap: %1$s
                    AES 256 import: %1$s
                    evidence key: works
                    wrapping key: works
                    recovery pair: works
                    """
                            .formatted(NO_KEY_WRAP));
        }
    }

    /** A TPM's keys stay in it; a software TPM is software, though it claims to be hardware. */
    @Test
    void tpm_keepsWhatNeverLeaves() throws Exception {
        try (MatrixToken token = MatrixToken.tpm(folder)) {
            assertCells(
                    token.cells("login"),
                    """
                    library: tpm2-software.github.io 1.9
                    initialize: ready
                    maker: IBM, SW   TPM, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a absent, 0x210b absent, 0x1054 absent
                    target: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    sealed target: works
                    sign: 256 bytes
                    wrap: key 'sealed' is not extractable
                    import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-256 target: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-256 wrap: no private key with label 'ec-P256' in the token
                    EC P-256 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-384 target: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-384 wrap: no private key with label 'ec-P384' in the token
                    EC P-384 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-521 target: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    EC P-521 wrap: no private key with label 'ec-P521' in the token
                    EC P-521 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    AES 128 target: C_GenerateKey: CKR_FUNCTION_NOT_SUPPORTED (0x54)
                    AES 128 wrap: no private key with label 'aes-128' in the token
                    AES 128 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    AES 192 target: C_GenerateKey: CKR_FUNCTION_NOT_SUPPORTED (0x54)
                    AES 192 wrap: no private key with label 'aes-192' in the token
                    AES 192 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    AES 256 target: C_GenerateKey: CKR_FUNCTION_NOT_SUPPORTED (0x54)
                    AES 256 wrap: no private key with label 'aes-256' in the token
                    AES 256 import: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13)
                    evidence key: C_GenerateKeyPair: CKR_GENERAL_ERROR (0x5)
                    wrapping key: C_GenerateKey: CKR_FUNCTION_NOT_SUPPORTED (0x54)
                    recovery pair: C_GenerateKeyPair: CKR_GENERAL_ERROR (0x5)
                    """);
        }
    }

    /** It hides the key wraps of the SoftHSM behind it, and dies of CKA_UNWRAP_TEMPLATE. */
    @Test
    void proxy_filtersKeyWraps_andDiesOfATemplate() throws Exception {
        try (MatrixToken token = MatrixToken.proxy(folder)) {
            assertCells(
                    token.cells("login"),
                    """
                    library: SoftHSM 2.6
                    initialize: ready
                    maker: SoftHSM project, SoftHSM v2, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a absent, 0x210b absent, 0x1054 absent
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: %1$s
                    import: %1$s
                    EC P-256 target: EC P-256
                    EC P-256 wrap: %1$s
                    EC P-256 import: %1$s
                    EC P-384 target: EC P-384
                    EC P-384 wrap: %1$s
                    EC P-384 import: %1$s
                    EC P-521 target: EC P-521
                    EC P-521 wrap: %1$s
                    EC P-521 import: %1$s
                    AES 128 target: C_EncryptInit: CKR_MECHANISM_INVALID (0x70)
                    AES 128 wrap: no private key with label 'aes-128' in the token
                    AES 128 import: %1$s
                    AES 192 target: C_EncryptInit: CKR_MECHANISM_INVALID (0x70)
                    AES 192 wrap: no private key with label 'aes-192' in the token
                    AES 192 import: %1$s
                    AES 256 target: C_EncryptInit: CKR_MECHANISM_INVALID (0x70)
                    AES 256 wrap: no private key with label 'aes-256' in the token
                    AES 256 import: %1$s
                    evidence key: works
                    wrapping key: works
                    recovery pair: C_GenerateKeyPair: CKR_DEVICE_ERROR (0x30)
                    """
                            .formatted(NO_KEY_WRAP));
        }
    }

    /**
     * It hides the key wraps too, and generates every kind; 0.24, which Debian 12 has, hides
     * AES-CBC as well.
     */
    @Test
    void p11Kit_filtersKeyWraps() throws Exception {
        try (MatrixToken token = MatrixToken.p11Kit(folder)) {
            List<String> cells = token.cells("login");
            String hidden = "C_EncryptInit: CKR_MECHANISM_INVALID (0x70)";
            boolean isOlder = cells.contains("AES 128 target: " + hidden);
            String expected =
                    """
                    library: PKCS#11 Kit 1.1
                    initialize: ready
                    maker: SoftHSM project, SoftHSM v2, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a absent, 0x210b absent, 0x1054 absent
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: %1$s
                    import: %1$s
                    EC P-256 target: EC P-256
                    EC P-256 wrap: %1$s
                    EC P-256 import: %1$s
                    EC P-384 target: EC P-384
                    EC P-384 wrap: %1$s
                    EC P-384 import: %1$s
                    EC P-521 target: EC P-521
                    EC P-521 wrap: %1$s
                    EC P-521 import: %1$s
                    AES 128 target: AES 128
                    AES 128 wrap: %1$s
                    AES 128 import: %1$s
                    AES 192 target: AES 192
                    AES 192 wrap: %1$s
                    AES 192 import: %1$s
                    AES 256 target: AES 256
                    AES 256 wrap: %1$s
                    AES 256 import: %1$s
                    evidence key: works
                    wrapping key: works
                    recovery pair: works
                    """
                            .formatted(NO_KEY_WRAP);
            assertCells(
                    cells,
                    isOlder
                            ? expected.replaceAll("(AES \\d+ target): .*", "$1: " + hidden)
                                    .replaceAll(
                                            "AES (\\d+) wrap: .*",
                                            "AES $1 wrap: no private key with label 'aes-$1' in the"
                                                    + " token")
                                    .replace(
                                            "recovery pair: works",
                                            "recovery pair: C_GenerateKeyPair: CKR_DEVICE_ERROR"
                                                    + " (0x30)")
                            : expected);
        }
    }

    /** Its key wrap pads as RFC 5649 says, and it has the one call. */
    @Tag("full")
    @Test
    void softHsm27_doesAll() throws Exception {
        try (MatrixToken token = MatrixToken.softHsm27(folder)) {
            assertCells(
                    token.cells("login"),
                    """
                    library: SoftHSM 2.7
                    initialize: ready
                    maker: SoftHSM project, SoftHSM v2, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a rfc5649, 0x210b absent, 0x1054 works
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: works
                    import: works
                    EC P-256 target: EC P-256
                    EC P-256 wrap: works
                    EC P-256 import: works
                    EC P-384 target: EC P-384
                    EC P-384 wrap: works
                    EC P-384 import: works
                    EC P-521 target: EC P-521
                    EC P-521 wrap: works
                    EC P-521 import: works
                    AES 128 target: AES 128
                    AES 128 wrap: works
                    AES 128 import: works
                    AES 192 target: AES 192
                    AES 192 wrap: works
                    AES 192 import: works
                    AES 256 target: AES 256
                    AES 256 wrap: works
                    AES 256 import: works
                    evidence key: works
                    wrapping key: works
                    recovery pair: works
                    """);
        }
    }

    /** What it unwraps is never sensitive: only its one call wraps, and it has no copy. */
    @Tag("full")
    @Test
    @Needs(Need.OPENCRYPTOKI)
    void openCryptoki327_wrapsInOneCall_andKeepsNoKeyThatItUnwraps() throws Exception {
        try (MatrixToken token = MatrixToken.openCryptoki327()) {
            assertCells(
                    token.cells("login"),
                    """
                    library: IBM 3.27
                    initialize: ready
                    maker: IBM, Soft, listed
                    protection: SOFTWARE_TOKEN
                    key wraps: 0x210a other, 0x210b rfc5649, 0x1054 works
                    target: works
                    sealed target: works
                    sign: 256 bytes
                    wrap: works
                    import: %1$s
                    EC P-256 target: EC P-256
                    EC P-256 wrap: works
                    EC P-256 import: %1$s
                    EC P-384 target: EC P-384
                    EC P-384 wrap: works
                    EC P-384 import: %1$s
                    EC P-521 target: EC P-521
                    EC P-521 wrap: works
                    EC P-521 import: %1$s
                    AES 128 target: AES 128
                    AES 128 wrap: works
                    AES 128 import: %1$s
                    AES 192 target: AES 192
                    AES 192 wrap: works
                    AES 192 import: %1$s
                    AES 256 target: AES 256
                    AES 256 wrap: works
                    AES 256 import: %1$s
                    evidence key: works
                    wrapping key: works
                    recovery pair: %1$s
                    """
                            .formatted(NOT_SENSITIVE));
        }
    }

    /** It refuses changed copies with CKR_DEVICE_ERROR, and has no CKA_UNWRAP_TEMPLATE. */
    @Test
    void kryoptic_movesAll_andEnforcesNoUnwrapTemplate() throws Exception {
        assertForeign(
                "kryoptic",
                """
                library: Kryoptic 0.0
                maker: Kryoptic Project, v1, not listed
                protection: SOFTWARE_TOKEN
                key wraps: 0x210a absent, 0x210b rfc5649, 0x1054 absent
                target: works
                sealed target: works
                sign: 256 bytes
                wrap: works
                import: works
                EC P-256 target: EC P-256
                EC P-256 wrap: works
                EC P-256 import: works
                EC P-384 target: EC P-384
                EC P-384 wrap: works
                EC P-384 import: works
                EC P-521 target: EC P-521
                EC P-521 wrap: works
                EC P-521 import: works
                AES 128 target: AES 128
                AES 128 wrap: works
                AES 128 import: works
                AES 192 target: AES 192
                AES 192 wrap: works
                AES 192 import: works
                AES 256 target: AES 256
                AES 256 wrap: works
                AES 256 import: works
                evidence key: works
                wrapping key: works
                recovery pair: works, not enforced: CKA_UNWRAP_TEMPLATE
                """);
    }

    /** It refuses CKA_COPYABLE, CKA_MODIFIABLE, CKA_SIGN_RECOVER and CKA_VERIFY_RECOVER. */
    @Tag("full")
    @Test
    void pkcs11rs_movesRsaAndAesKeys() throws Exception {
        assertForeign(
                "pkcs11rs",
                """
                library: Nilsson Crypto Systems 1.0
                maker: pkcs11rs, Software, not listed
                protection: SOFTWARE_TOKEN
                key wraps: 0x210a absent, 0x210b rfc5649, 0x1054 works
                target: works
                sealed target: works
                sign: 256 bytes
                wrap: works
                import: works
                EC P-256 target: the token made a key with CKA_DERIVE true where false was requested
                EC P-256 wrap: no private key with label 'ec-P256' in the token
                EC P-256 import: this key cannot unwrap the wrapped key
                EC P-384 target: the token made a key with CKA_DERIVE true where false was requested
                EC P-384 wrap: no private key with label 'ec-P384' in the token
                EC P-384 import: this key cannot unwrap the wrapped key
                EC P-521 target: the token made a key with CKA_DERIVE true where false was requested
                EC P-521 wrap: no private key with label 'ec-P521' in the token
                EC P-521 import: this key cannot unwrap the wrapped key
                AES 128 target: AES 128
                AES 128 wrap: works
                AES 128 import: works
                AES 192 target: AES 192
                AES 192 wrap: works
                AES 192 import: works
                AES 256 target: AES 256
                AES 256 wrap: works
                AES 256 import: works
                evidence key: works
                wrapping key: works
                recovery pair: the token made a key with CKA_UNWRAP false where true was requested
                """);
    }

    /** It cannot report two attributes, and refuses a vector of zeros. */
    @Tag("full")
    @Test
    void craton_makesRsaKeys_andMovesNone() throws Exception {
        assertForeign(
                "craton",
                """
                library: Craton HSM Project 0.1
                maker: Craton HSM Project, Craton HSM, not listed
                protection: SOFTWARE_TOKEN
                key wraps: the token's key wrap cannot be tested, because it accepts no throw-away keys of known value: C_CreateObject: CKR_ATTRIBUTE_READ_ONLY (0x10)
                target: works
                sealed target: the token made a key with CKA_MODIFIABLE true where false was requested
                sign: 256 bytes
                wrap: the token's key wrap cannot be tested, because it accepts no throw-away keys of known value: C_CreateObject: CKR_ATTRIBUTE_READ_ONLY (0x10)
                import: the token made a key with CKA_MODIFIABLE true where false was requested
                EC P-256 target: C_Sign returned a signature in DER, but PKCS#11 requires r and s side by side
                EC P-256 wrap: no private key with label 'ec-P256' in the token
                EC P-256 import: the token made a key with CKA_MODIFIABLE true where false was requested
                EC P-384 target: C_Sign returned a signature in DER, but PKCS#11 requires r and s side by side
                EC P-384 wrap: no private key with label 'ec-P384' in the token
                EC P-384 import: the token made a key with CKA_MODIFIABLE true where false was requested
                EC P-521 target: the token does not show the public half of the pair that it made: not an uncompressed point of P-521 (SEC 1 §2.3.3)
                EC P-521 wrap: no private key with label 'ec-P521' in the token
                EC P-521 import: the token made a key with CKA_MODIFIABLE true where false was requested
                AES 128 target: C_EncryptInit: CKR_MECHANISM_PARAM_INVALID (0x71)
                AES 128 wrap: no private key with label 'aes-128' in the token
                AES 128 import: the token made a key with CKA_MODIFIABLE true where false was requested
                AES 192 target: C_EncryptInit: CKR_MECHANISM_PARAM_INVALID (0x71)
                AES 192 wrap: no private key with label 'aes-192' in the token
                AES 192 import: the token made a key with CKA_MODIFIABLE true where false was requested
                AES 256 target: C_EncryptInit: CKR_MECHANISM_PARAM_INVALID (0x71)
                AES 256 wrap: no private key with label 'aes-256' in the token
                AES 256 import: the token made a key with CKA_MODIFIABLE true where false was requested
                evidence key: the token made a key with CKA_MODIFIABLE true where false was requested
                wrapping key: the token made a key with CKA_MODIFIABLE true where false was requested
                recovery pair: the token made a key with CKA_MODIFIABLE true where false was requested
                """);
    }

    /** Its OAEP wraps nothing, and nothing wraps its EC keys. */
    @Tag("full")
    @Test
    void wolfPkcs11_keepsKeys_andWrapsNone() throws Exception {
        assertForeign(
                "wolfpkcs11",
                """
                library: wolfpkcs11 2.1
                maker: wolfpkcs11, wolfpkcs11, not listed
                protection: SOFTWARE_TOKEN
                key wraps: 0x210a rfc5649, 0x210b absent, 0x1054 absent
                target: works
                sealed target: works
                sign: 256 bytes
                wrap: %2$s
                import: %1$s
                EC P-256 target: EC P-256
                EC P-256 wrap: C_WrapKey: CKR_KEY_NOT_WRAPPABLE (0x69)
                EC P-256 import: %1$s
                EC P-384 target: EC P-384
                EC P-384 wrap: C_WrapKey: CKR_KEY_NOT_WRAPPABLE (0x69)
                EC P-384 import: %1$s
                EC P-521 target: EC P-521
                EC P-521 wrap: C_WrapKey: CKR_KEY_NOT_WRAPPABLE (0x69)
                EC P-521 import: %1$s
                AES 128 target: AES 128
                AES 128 wrap: %2$s
                AES 128 import: %1$s
                AES 192 target: AES 192
                AES 192 wrap: %2$s
                AES 192 import: %1$s
                AES 256 target: AES 256
                AES 256 wrap: %2$s
                AES 256 import: %1$s
                evidence key: works
                wrapping key: works
                recovery pair: C_UnwrapKey: CKR_MECHANISM_INVALID (0x70)
                """
                        .formatted(NO_UNWRAP, NO_OAEP));
    }

    /** Its sessions see the objects of others, which changes nothing. */
    @Tag("full")
    @Test
    void wolfPkcs11ForNss_isTheSame() throws Exception {
        ForeignModule other = ForeignModule.in(folder.resolve("other"), "wolfpkcs11-nss");
        ForeignModule module = ForeignModule.in(folder.resolve("one"), "wolfpkcs11");
        try (MatrixToken one = MatrixToken.of(module);
                MatrixToken nss = MatrixToken.of(other)) {
            assertThat(nss.cells(other.pin())).isEqualTo(one.cells(module.pin()));
        }
    }

    private void assertForeign(String kind, String expected) throws Exception {
        ForeignModule module = ForeignModule.in(folder, kind);
        try (MatrixToken token = MatrixToken.of(module)) {
            assertCells(token.cells(module.pin()), expected);
        }
    }

    /** Where the cells are those of other versions too, these are the first lines of theirs. */
    private static void assertCells(List<String> cells, String expected, String... alike) {
        List<String> lines = expected.lines().toList();
        List<String> libraries = Stream.concat(lines.stream().limit(1), Stream.of(alike)).toList();
        assumeTrue(
                libraries.contains(cells.get(0)),
                "what is expected is of "
                        + String.join(" or ", libraries)
                        + ", and this is "
                        + cells.get(0));
        assertThat(String.join("\n", cells.subList(1, cells.size())))
                .isEqualTo(String.join("\n", lines.subList(1, lines.size())));
    }
}
