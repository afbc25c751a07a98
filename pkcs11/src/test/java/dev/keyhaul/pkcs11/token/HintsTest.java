package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.ForeignModule;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hint says what is so at this token, not what its code may mean at any. */
class HintsTest {
    private static ShimModule shim;
    private static Token token;

    @TempDir Path folder;

    private interface Act {
        void in(Session session) throws Exception;
    }

    @BeforeAll
    static void open() throws Exception {
        shim = ShimModule.create();
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"), KeyRequest.wrapping("wrapping"));
        token = shim.hsm().login("HSM");
    }

    @AfterAll
    static void close() {
        token.close();
        shim.close();
    }

    @AfterEach
    void tellTheTruth() {
        shim.obey();
    }

    @Test
    void mechanismThatIsListedForOtherUses_isSaidToBe() {
        assertThat(wrapWith(Mechanism.of(Ckm.SHA256_RSA_PKCS)))
                .isEqualTo("the token lists CKM_SHA256_RSA_PKCS, but not for C_WrapKey");
    }

    @Test
    void mechanismThatIsNotListed_isSaidToBe() {
        assertThat(wrapWith(Mechanism.of(Ckm.AES_KEY_WRAP_KWP)))
                .startsWith(
                        "the token does not list CKM_AES_KEY_WRAP_KWP, or the module hides the mechanism");
    }

    @Test
    void mechanismThatIsListedForThis_blamesItsParameterOrTheKey() {
        shim.obey("fail C_WrapKey 0x70 0");

        assertThat(wrapWith(Mechanism.of(Ckm.AES_KEY_WRAP_PAD)))
                .startsWith(
                        "the token lists CKM_AES_KEY_WRAP_PAD for C_WrapKey, so it refuses the mechanism's parameter or this key");
    }

    @Test
    void parameter_isNamed_andSha1AdvisedForOaepAlone() {
        shim.obey("fail C_EncryptInit 0x71 0", "fail C_WrapKey 0x71 0");

        assertThat(encryptWith(new byte[16]))
                .isEqualTo(
                        "the token does not accept the parameter of CKM_AES_CBC (16 zero bytes)");
        assertThat(encryptWith(new byte[] {1, 2}))
                .isEqualTo("the token does not accept the parameter of CKM_AES_CBC (2 bytes)");
        assertThat(wrapWith(Mechanism.rsaOaep(Mechanism.Oaep.SHA256))).contains("try SHA-1");
        assertThat(wrapWith(Mechanism.rsaAesKeyWrap(Mechanism.Oaep.SHA256))).contains("try SHA-1");
        assertThat(wrapWith(Mechanism.rsaOaep(Mechanism.Oaep.SHA1))).doesNotContain("try SHA-1");
    }

    @Test
    void readOnly_namesWhatWasSet() {
        shim.obey("fail C_SetAttributeValue 0x10 0");

        assertThat(set(Template.empty().with(Cka.ID, new byte[] {7})))
                .isEqualTo("the token lets this user not change CKA_ID");
        assertThat(set(Template.empty().no(Cka.EXTRACTABLE)))
                .isEqualTo("the token lets this user not change CKA_EXTRACTABLE false");
        assertThat(set(Template.empty().yes(Cka.TRUSTED)))
                .contains("only the security officer may set CKA_TRUSTED");
    }

    @Test
    void keyThatNobodyCanMakeUnextractable_isToBeMadeSoFromTheStart() throws Exception {
        KeyInfo key = token.find(KeySelector.label("tenant"));
        shim.obey("no-set 0x162 0x10");

        TokenException failure = catchThrowableOfType(TokenException.class, () -> token.seal(key));

        assertThat(failure)
                .hasMessage(
                        "the key stays extractable: C_SetAttributeValue: CKR_ATTRIBUTE_READ_ONLY (0x10)");
        assertThat(failure.hint().orElseThrow())
                .endsWith(
                        "generate the key as not extractable, or restore it from a copy: what is restored is not extractable");
    }

    @Test
    void refusedTemplates_nameWhatWasSent() {
        shim.obey("fail C_CreateObject 0x10 0");
        Template sent = Template.empty().yes(Cka.EXTRACTABLE, Cka.WRAP).no(Cka.TOKEN);

        assertThat(hint(token, session -> session.create(sent)))
                .isEqualTo(
                        "the token does not let C_CreateObject set one of these: CKA_EXTRACTABLE, CKA_WRAP true, CKA_TOKEN false");

        shim.obey("fail C_CreateObject 0x12 0");
        assertThat(hint(token, session -> session.create(sent)))
                .isEqualTo(
                        "the token does not have one of these attributes: CKA_EXTRACTABLE, CKA_WRAP true, CKA_TOKEN false");

        shim.obey("fail C_CreateObject 0x13 0");
        assertThat(hint(token, session -> session.create(sent)))
                .isEqualTo(
                        "the token refuses one of these values, always or by its policy (such as FIPS mode): CKA_EXTRACTABLE, CKA_WRAP true, CKA_TOKEN false");
    }

    /** What was sent is named, and no value that may be a secret. */
    @Test
    void refusedTemplate_withAKeysValue_saysNothingOfIt() {
        shim.obey("fail C_CreateObject 0x13 0");
        Template sent = Template.empty().with(Cka.VALUE, new byte[] {0x41, 0x42}).yes(Cka.WRAP);

        assertThat(hint(token, session -> session.create(sent))).endsWith(": CKA_WRAP true");
    }

    @ParameterizedTest
    @CsvSource({
        "0, CKA_WRAP_WITH_TRUSTED of the key is false: the token's policy wraps no such key",
        "1, the key can be wrapped only under a trusted KEK"
    })
    void keyThatIsNotWrapped_isAskedWhetherItWantsATrustedKek(String flag, String said) {
        shim.obey("flag 0x210 " + flag, "fail C_WrapKey 0x69 0");

        assertThat(wrapWith(Mechanism.of(Ckm.AES_KEY_WRAP_PAD))).startsWith(said);
    }

    @ParameterizedTest
    @CsvSource({"C_WrapKey, close other programs", "C_FindObjectsInit, close other programs"})
    void noMemory_asksToDeleteObjectsOnlyWhereSomethingIsStored(String function, String said) {
        shim.obey("fail " + function + " 0x31 0");

        assertThat(
                        hint(
                                token,
                                session -> {
                                    session.find(Template.empty().no(Cka.TOKEN));
                                    wrap(session, Mechanism.of(Ckm.AES_KEY_WRAP_PAD));
                                }))
                .contains(said)
                .doesNotContain("delete");
        shim.obey("fail C_CreateObject 0x31 0");
        assertThat(hint(token, session -> session.create(Template.empty())))
                .isEqualTo("the token is full; delete objects that are no longer needed");
    }

    @Test
    void resourceExceeded_isBusy() {
        shim.obey("fail C_FindObjectsInit 0x201 0");

        assertThat(hint(token, session -> session.find(Template.empty())))
                .startsWith("the token is busy");
    }

    @Test
    void hint_staysWhenItIsSaidWhatWasDone() {
        shim.obey("fail C_FindObjectsInit 0x31 0");
        TokenException failure =
                failure(token, session -> session.find(Template.empty().no(Cka.TOKEN)));

        assertThat(TokenFailure.during(failure, "looking").hint()).isEqualTo(failure.hint());
        assertThat(TokenFailure.during(refused("0x70"), "wrapping").hint().orElseThrow())
                .contains("CKM_AES_KEY_WRAP_PAD");
    }

    /** Nobody may call the token anew for a hint while it is only tried. */
    @Test
    void refusalThatWasExpected_asksNothingMore() throws Exception {
        shim.obey("log -", "fail C_WrapKey 0x70 0");
        try (Session session = token.borrow()) {
            assertThat(
                            session.attempt(
                                    "C_WrapKey",
                                    () -> wrap(session, Mechanism.of(Ckm.AES_KEY_WRAP_PAD))))
                    .isNotEqualTo(TrialOutcome.ALLOWED);
        }

        assertThat(shim.takeLog()).doesNotContain("C_GetMechanismInfo");
    }

    @ParameterizedTest
    @CsvSource({"0x5", "0x30", "0x31", "0x6", "0x7", "0x80000001"})
    void moduleThatDoesNotInitialise_pointsAtItsSettings(String code) {
        assertThat(
                        TokenException.of(new CkrException("C_Initialize", Long.decode(code)))
                                .hint()
                                .orElseThrow())
                .startsWith("check the module's own settings");
    }

    @Test
    void craton_withABrokenConfiguration_pointsAtItsSettings() throws Exception {
        ForeignModule module = ForeignModule.in(folder, "craton");
        Path broken = Files.writeString(folder.resolve("broken"), "[[");
        module.environment().put("CRATON_HSM_CONFIG", broken.toString());

        TokenException failure =
                catchThrowableOfType(
                        TokenException.class, () -> module.load(module.copied()).close());

        assertThat(failure.hint().orElseThrow()).startsWith("check the module's own settings");
    }

    @Test
    void wolfPkcs11_listsOaepForOtherUsesThanWrapping() throws Exception {
        assertThat(
                        foreignHint(
                                "wolfpkcs11",
                                session ->
                                        session.wrap(
                                                Mechanism.rsaOaep(Mechanism.Oaep.SHA1),
                                                session.create(
                                                        Templates.kek(TestKeys.kek().publicKey())),
                                                session.create(Templates.knownAes(new byte[32])))))
                .isEqualTo("the token lists CKM_RSA_PKCS_OAEP, but not for C_WrapKey");
    }

    @Test
    void craton_listsOaepForOtherUsesThanWrapping() throws Exception {
        Template exponent =
                Template.empty()
                        .with(Cka.MODULUS_BITS, 2048)
                        .with(Cka.PUBLIC_EXPONENT, new byte[] {1, 0, 1})
                        .yes(Cka.WRAP);
        Template wrapped =
                Template.empty().with(Cka.VALUE_LEN, 32).yes(Cka.EXTRACTABLE, Cka.ENCRYPT);

        assertThat(
                        foreignHint(
                                "craton",
                                session ->
                                        session.wrap(
                                                Mechanism.rsaOaep(Mechanism.Oaep.SHA1),
                                                session.generateKeyPair(
                                                                Mechanism.of(
                                                                        Ckm.RSA_PKCS_KEY_PAIR_GEN),
                                                                exponent,
                                                                Template.empty().yes(Cka.UNWRAP))
                                                        .publicKey(),
                                                session.generateKey(
                                                        Mechanism.of(Ckm.AES_KEY_GEN), wrapped))))
                .isEqualTo("the token lists CKM_RSA_PKCS_OAEP, but not for C_WrapKey");
    }

    @Test
    void craton_letsNobodyCreateAnExtractableKey() throws Exception {
        assertThat(
                        foreignHint(
                                "craton",
                                session -> session.create(Templates.knownAes(new byte[32]))))
                .startsWith("the token does not let C_CreateObject set one of these: ")
                .contains("CKA_EXTRACTABLE true");
    }

    @Test
    void craton_takesNoVectorOfZeros() throws Exception {
        Template encrypts = Template.empty().with(Cka.VALUE_LEN, 32).yes(Cka.ENCRYPT);

        assertThat(
                        foreignHint(
                                "craton",
                                session ->
                                        session.encrypt(
                                                aesCbc(new byte[16]),
                                                session.generateKey(
                                                        Mechanism.of(Ckm.AES_KEY_GEN), encrypts),
                                                new byte[16])))
                .isEqualTo(
                        "the token does not accept the parameter of CKM_AES_CBC (16 zero bytes)");
    }

    @Test
    void pkcs11rs_letsNobodyChangeAnId() throws Exception {
        Template stays =
                Template.empty()
                        .with(Cka.CLASS, 4)
                        .with(Cka.KEY_TYPE, 0x1f)
                        .with(Cka.VALUE_LEN, 32)
                        .with(Cka.ID, new byte[] {6})
                        .yes(Cka.TOKEN, Cka.PRIVATE, Cka.SENSITIVE, Cka.ENCRYPT);

        assertThat(
                        foreignHint(
                                "pkcs11rs",
                                session ->
                                        session.set(
                                                session.generateKey(
                                                        Mechanism.of(Ckm.AES_KEY_GEN), stays),
                                                Template.empty().with(Cka.ID, new byte[] {7}))))
                .isEqualTo("the token lets this user not change CKA_ID");
    }

    @Test
    void wolfPkcs11_wrapsNoEcKey_thoughItWantsNoTrustedKek() throws Exception {
        Template pair = Template.empty().yes(Cka.EXTRACTABLE, Cka.SIGN).no(Cka.SENSITIVE);
        Template curve = Template.empty().with(Cka.EC_PARAMS, EcNumbers.parameters(Curve.P256));

        assertThat(
                        foreignHint(
                                "wolfpkcs11",
                                session ->
                                        session.wrap(
                                                Mechanism.of(Ckm.AES_KEY_WRAP_PAD),
                                                session.create(Templates.knownAes(new byte[32])),
                                                session.generateKeyPair(
                                                                Mechanism.of(
                                                                        Ckm.ECDSA_KEY_PAIR_GEN),
                                                                curve,
                                                                pair)
                                                        .privateKey())))
                .startsWith("CKA_WRAP_WITH_TRUSTED of the key is false");
    }

    private String foreignHint(String kind, Act act) throws Exception {
        ForeignModule module = ForeignModule.in(folder, kind);
        try (Pkcs11Module loaded = module.load(module.copied());
                Token foreign = login(loaded, module)) {
            return hint(foreign, act);
        }
    }

    private static Token login(Pkcs11Module loaded, ForeignModule module) throws Exception {
        try (Passphrase pin = module.passphrase()) {
            return loaded.login(loaded.find(TokenSelector.label(ForeignModule.LABEL)), pin);
        }
    }

    private String wrapWith(Mechanism mechanism) {
        return hint(token, session -> wrap(session, mechanism));
    }

    private static void wrap(Session session, Mechanism mechanism) throws TokenException {
        session.wrap(mechanism, object(session, "wrapping"), object(session, "tenant"));
    }

    private static String encryptWith(byte[] vector) {
        return hint(
                token,
                session ->
                        session.encrypt(aesCbc(vector), object(session, "wrapping"), new byte[16]));
    }

    private static Mechanism aesCbc(byte[] vector) {
        return new Mechanism(Ckm.AES_CBC.code(), new Mechanism.Raw(vector));
    }

    private static String set(Template changes) {
        return hint(token, session -> session.set(object(session, "tenant"), changes));
    }

    private static TokenException refused(String code) {
        shim.obey("fail C_WrapKey " + code + " 0");
        return failure(token, session -> wrap(session, Mechanism.of(Ckm.AES_KEY_WRAP_PAD)));
    }

    private static long object(Session session, String label) throws TokenException {
        Template of = Template.empty().with(Cka.LABEL, label).yes(Cka.PRIVATE);
        return session.find(of).get(0).handle();
    }

    private static String hint(Token token, Act act) {
        return failure(token, act).hint().orElseThrow();
    }

    private static TokenException failure(Token token, Act act) {
        return catchThrowableOfType(
                TokenException.class,
                () -> {
                    try (Session session = token.borrow()) {
                        act.in(session);
                    }
                });
    }
}
