package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * C_DestroyObject fails: it is reported, and what stayed is found when the token is next opened.
 */
@ExtendWith(RepeatedKeks.class)
class LeftBehindTest {
    private static final String[] NOTHING_GOES_AWAY = {
        "fail C_DestroyObject 0x5 0", "fail C_CloseSession 0x5 0"
    };

    private final ShimModule shim = ShimModule.create();
    private RsaAesWrappingKey kek;
    private Token token;

    @BeforeEach
    void open() throws Exception {
        kek = TestKeys.kek();
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    /** What is thrown away ends with its session, and one that cannot be closed keeps it. */
    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void closeFails_throwAwayObjectsAreFoundAtTheNextOpening(ShimStrategy strategy)
            throws Exception {
        token.wrapBy(strategy.policy);
        int atRest = objects(Template.empty());
        shim.obey(strategy.rule, "fail C_CloseSession 0x5 0");

        token.rsaKey(KeySelector.label("tenant")).wrapUnder(kek);

        // The login that is there keeps its secret, if it wrapped in two steps.
        int kept = strategy == ShimStrategy.ONE_SHOT ? 0 : 1;
        int left = objects(Template.empty()) - atRest - kept;
        assertThat(left).isPositive();
        try (Token next = shim.hsm().loginBeside("HSM")) {
            assertThat(next.findings()).hasSize(left).allMatch(text -> text.contains("destroyed"));
        }
        assertThat(objects(Template.empty())).isEqualTo(atRest + kept);
    }

    @ParameterizedTest
    @EnumSource(
            value = ShimStrategy.class,
            names = {"KWP", "PAD"})
    void destroyFails_isTold_andTheObjectsAreFoundAtTheNextOpening(ShimStrategy strategy)
            throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey(strategy.rule);
        token.wrapBy(strategy.policy);
        // What a token was seen to do is known from here on, and the secret of that trial stays.
        key.wrapUnder(kek);
        int atRest = objects(Template.empty());
        int kept = objects(Templates.ephemeral());
        shim.obey(Stream.concat(Stream.of(strategy.rule), Stream.of(NOTHING_GOES_AWAY)).toList());

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageMatching(
                        "an ephemeral object \\(handle \\d+\\) was not destroyed: C_DestroyObject:"
                                + " CKR_GENERAL_ERROR \\(0x5\\)")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("when it next opens the token"));

        shim.obey();
        int left = objects(Template.empty()) - atRest;
        assertThat(left).isPositive().isEqualTo(objects(Templates.ephemeral()) - kept);
        try (Token next = shim.hsm().loginBeside("HSM")) {
            assertThat(next.findings()).hasSize(left).allMatch(text -> text.contains("destroyed"));
        }
        assertThat(objects(Template.empty())).isEqualTo(atRest);
        try (Token afterThat = shim.hsm().loginBeside("HSM")) {
            assertThat(afterThat.findings()).isEmpty();
        }
        System.out.println(strategy + ": " + left + " objects left behind, " + left + " found");
    }

    /** What still cannot be destroyed is reported again, each time. */
    @Test
    void destroyFailsAtTheNextOpeningToo_isToldAgain() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey(NOTHING_GOES_AWAY);
        assertThatThrownBy(() -> key.wrapUnder(kek)).isInstanceOf(TokenException.class);

        for (int i = 0; i < 2; i++) {
            try (Token next = shim.hsm().loginBeside("HSM")) {
                assertThat(next.findings())
                        .isNotEmpty()
                        .allMatch(
                                text ->
                                        text.contains(
                                                "cannot be destroyed: C_DestroyObject:"
                                                        + " CKR_GENERAL_ERROR (0x5)"));
            }
        }
    }

    /** What a token has kept though its session is long gone: nobody is logged in before. */
    @Test
    void objectsOfAnotherRun_areFound_andNothingElseIsTouched() throws Exception {
        token.generate(KeyRequest.wrapping("keyhaul ephemeral wrapping"));
        token.generate(KeyRequest.wrapping(LeftBehind.LABEL));
        token.close();
        Cryptoki cryptoki = shim.hsm().module().cryptoki();
        long session = cryptoki.openSession(token.info().slotId(), Ckf.RW_SESSION);
        long left = cryptoki.createObject(session, publicKey(LeftBehind.LABEL));
        long other = cryptoki.createObject(session, publicKey("keyhaul ephemera"));

        token = shim.hsm().login("HSM");

        assertThat(token.findings())
                .hasSize(2)
                .anyMatch(text -> text.contains("destroyed"))
                .anyMatch(text -> text.contains("was not destroyed"));
        assertThat(cryptoki.findObjects(session, Template.empty()))
                .contains(other)
                .doesNotContain(left);
        assertThat(token.keys())
                .extracting(KeyInfo::label)
                .contains("keyhaul ephemeral wrapping", LeftBehind.LABEL, "tenant");
    }

    /**
     * A copy that a token keeps of what it unwraps for the proof is an error, and never touched.
     */
    @Test
    void unwrapThatLeavesACopy_isAnErrorAtTheEnd_andIsToldAtTheNextLogin() throws Exception {
        token.wrapBy(ShimStrategy.PAD.policy);
        shim.obey(ShimStrategy.PAD.rule, "unwrap-leaves 0x210a");
        token.rsaKey(KeySelector.label("tenant")).wrapUnder(kek);
        assertThat(token.findings()).isEmpty();

        assertThatThrownBy(token::close)
                .hasMessageContaining("kept a copy")
                .hasMessageContaining("'" + LeftBehind.LABEL + "'");

        shim.obey();
        token = shim.hsm().login("HSM");
        List<String> atTheNext = token.findings();
        assertThat(atTheNext).isNotEmpty().allMatch(text -> text.contains("was not destroyed"));
        token.close();
        assertThat(token.findings()).isEqualTo(atTheNext);
        token = shim.hsm().login("HSM");
    }

    /** Another open token of this process is at work: its objects are no leftovers. */
    @Test
    void objectsInUse_areLeftAlone() throws Exception {
        try (Session session = token.borrow();
                SessionObject inUse =
                        SessionObject.create(
                                session, Templates.knownAes(new byte[Templates.AES_BYTES]))) {
            try (Token second = shim.hsm().loginBeside("HSM")) {
                assertThat(second.findings()).isEmpty();
            }
            assertThat(session.find(Templates.ephemeral()))
                    .extracting(PresentObject::handle)
                    .containsExactly(inUse.handle());
        }
    }

    private Template publicKey(String label) {
        Template ours = Templates.kek(kek.publicKey());
        return new Template(
                Stream.concat(
                                ours.attributes().stream().filter(a -> a.type() != Cka.LABEL),
                                Templates.named(label).attributes().stream())
                        .toList());
    }

    private int objects(Template template) throws Exception {
        try (Session session = token.borrow()) {
            return List.copyOf(session.find(template)).size();
        }
    }
}
