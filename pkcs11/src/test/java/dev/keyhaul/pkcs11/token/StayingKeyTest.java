package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that make, keep or seal a key otherwise than they say: none of it stays. */
@ExtendWith(RepeatedKeks.class)
class StayingKeyTest {
    private static final String NOT_SENSITIVE = "does not refuse to show the private value";
    private static final String WRAPPED = "wraps a key that it marks as not extractable";

    /** What such a token would tell of the past: never extractable, always sensitive. */
    private static final String PAST = "flag 0x164 1\nflag 0x165 1\n";

    private static final String NO_COPIES = "\nfail C_CopyObject 0x54 0";

    /**
     * Of the private or secret key: 2 extractable, 6 readable, a not wrapped until it is loosened,
     * 16 not shown until then; the last is neither wrapped nor shown, and stays loosened.
     */
    private static final Map<String, String> LIES_OF_A_MAKER =
            Map.of(
                    "as - 2" + NO_COPIES,
                    WRAPPED,
                    "as - 6" + NO_COPIES,
                    NOT_SENSITIVE,
                    "as - a\nloosens - 1" + NO_COPIES,
                    "changed CKA_",
                    "as - 16\nno-wrap 0x0 6a 0\nloosens - 1" + NO_COPIES,
                    "changed CKA_SENSITIVE",
                    "as - 0\nno-wrap 0x0 6a 0\nloosens - 5" + NO_COPIES,
                    "changed CKA_",
                    "as - a\nloosens - 2",
                    "made a copy with another CKA_",
                    "as - 16\nno-wrap 0x0 6a 0\nloosens - 2",
                    "made a copy with another CKA_");

    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("another"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    static List<KeyRequest> requests() {
        return List.of(
                KeyRequest.target("new"),
                KeyRequest.target("new").ofType(TokenKeyType.EC),
                KeyRequest.target("new").ofType(TokenKeyType.AES),
                KeyRequest.recovery("new"),
                KeyRequest.evidence("new"),
                KeyRequest.wrapping("new"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void generatedKeyThatIsNotGuarded_isRefusedAndDestroyed(KeyRequest request) throws Exception {
        KeyRequest strict = request.extractable() ? request.notExtractable() : request;
        String verb = request.type() == TokenKeyType.AES ? "key-" : "pair-";
        List<String> passed = new ArrayList<>();
        for (Map.Entry<String, String> lie : LIES_OF_A_MAKER.entrySet()) {
            String told = generated(strict, (PAST + verb + lie.getKey()).split("\n"));
            // SoftHSM itself copies no key whose CKA_COPYABLE is false.
            boolean isCopied =
                    request.purpose() == KeyPurpose.TARGET || !lie.getKey().endsWith("2");
            if (isCopied && !told.contains(lie.getValue())) {
                passed.add(lie.getKey() + ": " + told);
            }
        }
        assertThat(passed).isEmpty();
    }

    /** Also of a key that may leave: it is sensitive. */
    @Test
    void extractableKeyThatCanBeRead_isRefused() throws Exception {
        assertThat(
                        generated(
                                KeyRequest.target("new"),
                                "flag 0x165 1",
                                "pair-as - 4",
                                "fail C_CopyObject 0x54 0"))
                .contains(NOT_SENSITIVE);
    }

    @Test
    void keyOfAnotherOrigin_isRefused() throws Exception {
        assertThat(generated(KeyRequest.target("new"), "flag 0x163 0")).contains("CKA_LOCAL false");
        assertThat(generated(KeyRequest.target("new"), "flag 0x165 0"))
                .contains("CKA_ALWAYS_SENSITIVE false");
        assertThat(generated(KeyRequest.recovery("new"), "flag 0x164 0"))
                .contains("CKA_NEVER_EXTRACTABLE false");
        assertThat(generated(KeyRequest.target("new"), "flag 0x164 1"))
                .contains("CKA_NEVER_EXTRACTABLE true");
    }

    /** Each flag is read: of the private key, and of the public one beside it. */
    @Test
    void otherAttributesThanAskedFor_areRefused() throws Exception {
        assertThat(generated(KeyRequest.target("new"), "flag 0x103 0"))
                .contains("a key with CKA_SENSITIVE false");
        assertThat(generated(KeyRequest.target("new").notExtractable(), "flag 0x162 1"))
                .contains("a key with CKA_EXTRACTABLE true");
        assertThat(generated(KeyRequest.target("new"), "flag 0x104 0"))
                .contains("a key with CKA_ENCRYPT false");
    }

    /** Its halves, its exponent, and whether it was there before or is there twice. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exponent-3 - | exponent 3",
                "constant-private - | halves do not match",
                "constant-private - 1 | halves do not match",
                "copy-pair another | existed before",
                "leaves spare | a second time, as key 'spare'"
            })
    void pairThatIsNotNew_isRefused(String rule, String why) throws Exception {
        String[] rules = {rule, "flag 0x163 1", "flag 0x165 1"};
        generated(KeyRequest.target("new"), rules); // The private half that is then constant.
        assertThat(generated(KeyRequest.target("new"), rules)).contains(why);
    }

    /** It may not sign: what it opens shows that its halves do not match, whatever it tells. */
    @ParameterizedTest
    @ValueSource(strings = {"constant-private -", "constant-private - 1"})
    void recoveryPairOfTwoKeys_isRefused(String rule) throws Exception {
        String[] rules = {rule, "flag 0x163 1", "flag 0x164 1", "flag 0x165 1"};
        generated(KeyRequest.recovery("new"), rules);
        assertThat(generated(KeyRequest.recovery("new"), rules))
                .contains("cannot unwrap what is wrapped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RSA | other-bits - c00 | RSA key of 3072 bits instead of the requested 2048",
                "AES | aes16 - 1 | AES key of 128 bits instead of the requested 256",
                "RSA | names another | which it was not asked to make",
                "AES | names another-aes | which it was not asked to make"
            })
    void anotherKeyThanAskedFor_isRefused(TokenKeyType type, String rule, String why)
            throws Exception {
        token.generate(KeyRequest.target("another-aes").ofType(TokenKeyType.AES));

        assertThat(generated(KeyRequest.target("new").ofType(type), rule)).contains(why);
        assertThat(token.keys())
                .extracting(KeyInfo::label)
                .containsExactlyInAnyOrder("another", "another-aes");
    }

    /** Seen once the session of its making has ended, whatever the token says of it. */
    @Test
    void keyOfItsSessionAlone_isRefused() throws Exception {
        String[] rules = {"keyless-token -", "flag 0x1 1"};
        assertThat(generated(KeyRequest.target("new"), rules)).contains("did not keep");
        assertThat(generated(KeyRequest.target("new").ofType(TokenKeyType.EC), rules))
                .contains("did not keep");
        assertThat(generated(KeyRequest.target("new").ofType(TokenKeyType.AES), "key-as - 1"))
                .contains("did not keep");
        shim.obey("unwrap-as 0x210a 1");
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
            assertThatThrownBy(() -> token.importKey(key, RestoreAs.tokenKey("new")))
                    .hasMessageContaining("did not keep");
        }
        requireNothingLeft();
    }

    @Test
    void deniedUsageThatCanBegin_isRefused() throws Exception {
        assertThat(generated(KeyRequest.recovery("new"), "noop C_SignInit"))
                .contains("CKA_SIGN false forbids");
        assertThat(generated(KeyRequest.evidence("new"), "noop C_DecryptInit"))
                .contains("CKA_DECRYPT false forbids");
        assertThat(generated(KeyRequest.wrapping("new"), "noop C_EncryptInit"))
                .contains("CKA_ENCRYPT false forbids");
    }

    @Test
    void weakKey_isRefused() throws Exception {
        assertThat(
                        generated(
                                KeyRequest.target("new").ofType(TokenKeyType.AES),
                                "weak-aes null",
                                "flag 0x163 1",
                                "flag 0x165 1"))
                .contains("all bytes of the AES key are zero");
    }

    /** It shows nothing of itself, so throw-away ones of the token are opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "256 | aes16 - | of 16 bytes, not of the requested 32",
                "192 | aes16 - 18 | of 16 bytes, not of the requested 24",
                "256 | weak-aes zeros | of little entropy",
                "128 | weak-aes hex | of little entropy",
                "256 | weak-aes shared | mostly the same"
            })
    void aesKeyOfATokenThatMakesWeakOnes_isRefused(int bits, String rule, String why)
            throws Exception {
        String[] rules = {rule, "flag 0x163 1", "flag 0x165 1"};
        KeyRequest request = KeyRequest.target("new").ofType(TokenKeyType.AES).withLengthBits(bits);
        assertThat(generated(request, rules)).contains(why);
    }

    @Test
    void tokenThatCannotShowItsAesKeys_makesOne_andSaysSo() throws Exception {
        shim.obey("no-wrap 0x9 0x70 4");

        KeyInfo made = token.generate(KeyRequest.target("new").ofType(TokenKeyType.AES));

        assertThat(made.guardNotShown()).contains("C_GenerateKey CKM_AES_KEY_GEN");
    }

    /** Other programs would read the other key's modulus under this key's label. */
    @Test
    void importWhosePublicObjectIsAnothers_isRefused() throws Exception {
        shim.obey("public-other another");
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
            assertThatThrownBy(() -> token.importKey(key, RestoreAs.tokenKey("new")))
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageContaining("another key's public object");
        }
        requireNothingLeft();
    }

    @Test
    void sealingThatDoesNothing_isRefused_andTheKeyStays() throws Exception {
        KeyInfo key = token.find(KeySelector.label("another"));
        shim.obey("noop C_SetAttributeValue", "flag 0x162 0");

        assertThatThrownBy(() -> token.seal(key))
                .isInstanceOfSatisfying(
                        KeyTransferException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOKEN_ATTRIBUTES))
                .hasMessageContaining(WRAPPED);

        shim.obey();
        assertThat(token.find(KeySelector.label("another")).idHex()).isEqualTo(key.idHex());
    }

    @Test
    void sealingThatChangesNothing_isRefused_evenIfTheTokenWrapsNoKey() throws Exception {
        KeyInfo key = token.find(KeySelector.label("another"));
        shim.obey("noop C_SetAttributeValue", "no-wrap 0x0 6a 0");

        assertThatThrownBy(() -> token.seal(key))
                .hasMessageContaining("a key with CKA_EXTRACTABLE true");
    }

    /** Shown by a throw-away key of the same kind: the sealed one is not asked. */
    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void sealingByATokenThatLoosens_isRefused(TokenKeyType type) throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("old").ofType(type));
        shim.obey(
                type == TokenKeyType.AES ? "key-as all a" : "pair-as - a",
                "loosens - 1",
                "fail C_CopyObject 0x54 0");

        assertThatThrownBy(() -> token.seal(key)).hasMessageContaining("changed CKA_");

        shim.obey();
        assertThat(token.find(KeySelector.label("old")).isNot(KeyAttribute.EXTRACTABLE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void tokenThatMakesNoThrowAwayKey_sealsNevertheless(TokenKeyType type) throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("old").ofType(type));
        shim.obey("fail C_GenerateKeyPair 0x70 0", "fail C_GenerateKey 0x70 0");

        KeyInfo sealed = token.seal(key);

        assertThat(sealed.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThat(sealed.guardNotShown()).contains("C_SetAttributeValue", "C_CopyObject");
    }

    @Test
    void keyThatIsRenamedInsteadOfDestroyed_isTold() throws Exception {
        KeyInfo key = token.find(KeySelector.label("another"));
        shim.obey("rename-destroyed -");

        assertThatThrownBy(() -> token.delete(key)).hasMessageContaining("it renamed that one");

        shim.obey();
        assertThat(token.keys()).extracting(KeyInfo::label).contains("gone");
    }

    /** The PIN of one token is never tried on another, which may be an attacker's. */
    @ParameterizedTest
    @CsvSource({"serial, 0123456789abcdef", "label, another"})
    void tokenThatWasSwappedBeforeTheLogin_getsNoPin(String told, String value) throws Exception {
        token.close();
        shim.obey("token-" + told + " " + value + " 0 2", "log -");
        shim.takeLog();

        assertThatThrownBy(() -> token = shim.hsm().login("HSM"))
                .hasMessageContaining("no PIN was sent")
                .hasMessageContaining(value);

        assertThat(shim.takeLog()).doesNotContain("C_Login");
    }

    @Test
    void honestToken_losesNothing() throws Exception {
        for (KeyRequest request : requests()) {
            KeyInfo made = token.generate(request);
            assertThat(made.guardNotShown()).as(request.toString()).isEmpty();
            token.delete(made);
        }
        KeyInfo sealed = token.seal(token.find(KeySelector.label("another")));
        assertThat(sealed.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThat(sealed.guardNotShown()).isEmpty();
    }

    /** A refusal for another reason than the key's attributes shows nothing of its guard. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fail C_CopyObject 0x54 0 | C_CopyObject CKA_EXTRACTABLE, C_CopyObject CKA_SENSITIVE",
                "fail C_SetAttributeValue 0x13 0 | C_SetAttributeValue CKA_EXTRACTABLE,"
                        + " C_SetAttributeValue CKA_SENSITIVE",
                "fail C_DecryptInit 0x70 0 | C_DecryptInit CKA_DECRYPT",
                "fail C_SignInit 0x70 0 | C_SignInit CKA_SIGN",
                "fail C_WrapKey 0x69 0 | C_WrapKey CKM_AES_KEY_WRAP, C_WrapKey CKM_AES_KEY_WRAP_PAD,"
                        + " C_WrapKey CKM_RSA_PKCS, C_WrapKey CKM_RSA_PKCS_OAEP",
                "fail C_GenerateKey 0x70 0 | C_WrapKey CKM_AES_KEY_WRAP, C_WrapKey CKM_AES_KEY_WRAP_PAD",
                "fail C_CreateObject 0x54 0 | C_WrapKey CKM_RSA_PKCS, C_WrapKey CKM_RSA_PKCS_OAEP",
                "tell-length 0x123 0x100 | C_GetAttributeValue"
            })
    void trialThatShowsNothing_isNamed_andRefusesNoKey(String rule, String names) throws Exception {
        shim.obey(rule);

        KeyInfo made = token.generate(KeyRequest.recovery("new"));

        assertThat(String.join(", ", made.guardNotShown())).isEqualTo(names);
    }

    @Test
    void trialOfAnImportThatShowsNothing_isNamed() throws Exception {
        shim.obey("fail C_CopyObject 0x54 0");
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate());
                TokenKey imported = token.importKey(key, RestoreAs.tokenKey("new"))) {
            assertThat(imported.info().guardNotShown())
                    .containsExactly("C_CopyObject CKA_EXTRACTABLE", "C_CopyObject CKA_SENSITIVE");
        }
    }

    private String generated(KeyRequest request, String... rules) throws Exception {
        shim.obey(rules);
        try {
            KeyInfo made = token.generate(request);
            shim.obey();
            token.delete(made);
            return "made";
        } catch (KeyTransferException e) {
            requireNothingLeft();
            return e.getMessage();
        }
    }

    private void requireNothingLeft() throws Exception {
        shim.obey();
        assertThat(token.keys()).extracting(KeyInfo::label).doesNotContain("new");
    }
}
