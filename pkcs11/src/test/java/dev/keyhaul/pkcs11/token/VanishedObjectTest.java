package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.session.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody else destroys an object between the search that found it and the read. SoftHSM answers
 * that with CKR_OBJECT_HANDLE_INVALID, CKR_GENERAL_ERROR or CKR_ATTRIBUTE_VALUE_INVALID.
 */
class VanishedObjectTest {

    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"), KeyRequest.wrapping("aes"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        shim.obey();
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x82", "0x5", "0x13"})
    void listing_leavesOutWhatIsGone(String answer) throws Exception {
        token.generate(KeyRequest.target("gone").onCurve(Curve.P256));
        shim.obey("vanish gone " + answer);

        assertThat(token.keys()).extracting(KeyInfo::label).containsExactly("tenant", "aes");
        assertThat(token.keys(KeyObjectKind.PRIVATE)).hasSize(1);
        assertThatThrownBy(() -> token.find(KeySelector.label("gone")))
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.KEY_NOT_FOUND));
        assertThat(token.health().lastError()).isEmpty();
    }

    /** SoftHSM shows an object that another thread makes before it has its label. */
    @Test
    void listing_leavesOutWhatIsJustMade() throws Exception {
        try (Session session = token.borrow()) {
            session.create(
                    Template.empty()
                            .with(Cka.CLASS, Cko.SECRET_KEY)
                            .with(Cka.KEY_TYPE, Cko.GENERIC_SECRET)
                            .with(Cka.VALUE, new byte[16])
                            .no(Cka.TOKEN));

            assertThat(token.keys()).extracting(KeyInfo::label).containsExactly("tenant", "aes");
            assertThat(token.keys(KeyObjectKind.SECRET)).hasSize(1);
        }
    }

    /** An object that cannot be read, and that the token still finds, is no vanished one. */
    @ParameterizedTest
    @ValueSource(strings = {"0x82", "0x5", "0x13"})
    void unreadableObject_isAnError(String answer) {
        shim.obey("fail C_GetAttributeValue " + answer + " 0");

        assertThatThrownBy(token::keys)
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_GetAttributeValue");
    }

    /** SoftHSM has no attributes of an object for a moment, while another thread writes it. */
    @ParameterizedTest
    @ValueSource(strings = {"0x82", "0x5", "0x13"})
    void listing_readsAgainWhatIsBeingWritten(String answer) throws Exception {
        shim.obey("fail C_GetAttributeValue " + answer + " 1");

        assertThat(token.keys()).extracting(KeyInfo::label).containsExactly("tenant", "aes");
        assertThat(token.health().lastError()).isEmpty();
    }

    /** SoftHSM gives up a handle, and has the object all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"0x82", "0x6"})
    void delete_whenTheHandleIsNotValid_looksForTheKeyAgain(String answer) throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("deleted").onCurve(Curve.P256));
        shim.obey("fail C_DestroyObject " + answer + " 1");

        token.delete(key);

        assertThat(TestKeys.objects(token)).isEqualTo(3);
    }

    @Test
    void seal_whenTheHandleIsNotValid_looksForTheKeyAgain() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("sealed").onCurve(Curve.P256));
        shim.obey("fail C_SetAttributeValue 0x82 1");

        assertThat(token.seal(key).isNot(KeyAttribute.EXTRACTABLE)).isTrue();
    }

    /** The search before it is the first, and that of its private half the second. */
    @Test
    void generate_whoseKeyAppearsLate_leavesNothing() throws Exception {
        shim.obey("overlook late 0x2 5");

        assertThatThrownBy(() -> token.generate(KeyRequest.target("late").onCurve(Curve.P256)))
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOKEN_ATTRIBUTES));

        assertThat(TestKeys.objects(token)).isEqualTo(3);
    }

    /** One search before it, and one for each kind of key after it. */
    @Test
    void generate_thatIsRefused_doesNotWait() {
        shim.obey("log -", "fail C_GenerateKeyPair 0x68 1");

        assertThatThrownBy(() -> token.generate(KeyRequest.target("refused").onCurve(Curve.P256)))
                .isInstanceOf(TokenException.class);

        assertThat(shim.takeLog().stream().filter("C_FindObjectsInit"::equals)).hasSize(4);
    }

    @Test
    void delete_besideWhatVanishes_leavesNeitherHalf() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("deleted").onCurve(Curve.P256));
        token.generate(KeyRequest.target("gone").onCurve(Curve.P256));
        shim.obey("vanish gone 0x82");

        token.delete(key);

        shim.obey();
        assertThat(TestKeys.objects(token)).isEqualTo(3);
    }

    /** Only a token that still has the public half is to blame. */
    @Test
    void delete_whenThePublicHalfIsSaidToBeGone_looks() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("deleted").onCurve(Curve.P256));
        shim.obey("fail C_DestroyObject 0x82 2");

        assertThatThrownBy(() -> token.delete(key))
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MODULE_VIOLATION))
                .hasMessageContaining("is still in the token");
    }

    /** What was unwrapped and proven a moment ago is not damaged. */
    @Test
    void importKey_whoseLastUnwrapFails_blamesTheToken() throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareEc(Curve.P256)) {
            token.importKey(key, RestoreAs.tokenKey("first").withId(new byte[] {1})).close();
            shim.obey("log -");
            token.importKey(key, RestoreAs.tokenKey("second").withId(new byte[] {2})).close();
            long unwraps = shim.takeLog().stream().filter("C_UnwrapKey"::equals).count();
            shim.obey("fail C_UnwrapKey 0x5 " + unwraps);

            assertThatThrownBy(
                            () ->
                                    token.importKey(
                                            key,
                                            RestoreAs.tokenKey("third").withId(new byte[] {3})))
                    .isInstanceOf(TokenException.class)
                    .hasMessage("C_UnwrapKey: CKR_GENERAL_ERROR (0x5)");
        }
    }

    /** The private half is what must not stay, whatever becomes of the rest. */
    @Test
    void delete_whenNothingCanBeRead_destroysThePrivateHalf() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("deleted").onCurve(Curve.P256));
        shim.obey("fail C_GetAttributeValue 0x5 0");

        assertThatThrownBy(() -> token.delete(key)).isInstanceOf(TokenException.class);

        shim.obey();
        assertThat(token.keys(KeyObjectKind.PRIVATE))
                .extracting(KeyInfo::label)
                .containsExactly("tenant");
    }

    @Test
    void delete_ofAKeyThatIsGone_saysSo_forATryLater() throws Exception {
        KeyInfo key = token.generate(KeyRequest.wrapping("twice"));
        token.delete(key);

        assertThatThrownBy(() -> token.delete(key))
                .isInstanceOfSatisfying(
                        TokenException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.OBJECT_GONE);
                            assertThat(e.kind()).isEqualTo(TokenException.Kind.DEVICE);
                        })
                .hasMessage("C_DestroyObject: CKR_OBJECT_HANDLE_INVALID (0x82)");
    }

    /** A key that is there twice: deleting one leaves the other's public half. */
    @Test
    void delete_ofACopy_leavesThePublicHalfOfTheOther() throws Exception {
        try (SoftwareKey key = GeneratedKeys.softwareEc(Curve.P256)) {
            token.importKey(key, RestoreAs.tokenKey("first").withId(new byte[] {1})).close();
            KeyInfo second =
                    token.importKey(key, RestoreAs.tokenKey("second").withId(new byte[] {2}))
                            .info();

            token.delete(second);

            assertThat(token.keys(KeyObjectKind.PUBLIC))
                    .extracting(KeyInfo::label)
                    .containsExactlyInAnyOrder("tenant", "first");
            assertThat(token.key(KeySelector.label("first")).description())
                    .isEqualTo(key.description());
            token.delete(token.find(KeySelector.label("first")));
            assertThat(TestKeys.objects(token)).isEqualTo(3);
        }
    }

    /** The public half of a pair is also the KEK object that other sessions keep for a wrap. */
    @Test
    void delete_ofAPair_leavesTheKekThatASessionKeeps() throws Exception {
        KeyInfo pair = token.generate(KeyRequest.recovery("recovery"));
        TokenKey tenant = token.rsaKey(KeySelector.label("tenant"));
        RecoveryKey recovery = token.recoveryKey(pair);
        // The first ends its session, as each rehearsal does.
        tenant.wrapUnder(recovery.wrappingKey());
        tenant.wrapUnder(recovery.wrappingKey());

        token.delete(pair);

        assertThat(tenant.wrapUnder(recovery.wrappingKey()).ciphertext()).isNotEmpty();
    }
}
