package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A module that lies or fails while it unwraps. Caught means: an error and nothing left, or, where
 * another way is there, the expected key all the same. What was in the token before is there still.
 */
@Tag("long")
class ShimUnwrapTest {
    private static final List<String> TRIALS =
            List.of(
                    "C_WrapKey",
                    "C_GenerateKey",
                    "C_CreateObject",
                    "C_CopyObject",
                    "C_SetAttributeValue");

    private static final String OAEP = "0x9";

    /** Some of the faults lose the login, which the next call makes again. */
    private static final PinSupplier PINS = token -> SoftHsm.pin();

    private final ShimModule shim = ShimModule.create();
    private SoftwareKey software;
    private Token token;
    private RecoveryKey recovery;
    private byte[] ciphertext = {};
    private int objects;
    private int tried;
    private int refused;
    private int byAnotherWay;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();

    /** A strategy, with what leaves no other. */
    private enum Only {
        ONE_SHOT("0x1054", "oneshot 0x1054\nhide 0x210a"),
        KWP("0x210b", "map 0x210b 0x210a"),
        PAD("0x210a", "");

        final String mechanism;
        private final String rules;

        Only(String mechanism, String rules) {
            this.mechanism = mechanism;
            this.rules = rules;
        }

        List<String> rules() {
            return rules.lines().toList();
        }
    }

    /** A step of an unwrap: the n-th call of a function. */
    private record Step(String function, int call) {
        String failing(long code) {
            return String.format("fail %s 0x%x %d", function, code, call);
        }
    }

    /** What is done again and again. */
    private interface Unwrap {
        TokenKey run() throws KeyTransferException;
    }

    @BeforeEach
    void open() throws Exception {
        software = TestKeys.software(TestKeys.rsa(2048).getPrivate());
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.recovery("recovery"),
                        KeyRequest.target("other"),
                        KeyRequest.wrapping("wrapping"));
        token = shim.hsm().login("HSM");
        recovery = token.onlyRecoveryKey();
    }

    @AfterEach
    void close() {
        software.close();
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(Only.class)
    void restore_everyLie_isCaughtAndNothingIsLost(Only strategy) throws Exception {
        reopen(strategy.rules());
        List<String> lies = lies(strategy.mechanism, "other");
        if (strategy != Only.ONE_SHOT) {
            lies.addAll(lies(OAEP, "wrapping"));
            // A copy of an AES key that is sealed cannot be made.
            lies.removeIf(lie -> lie.startsWith("unwrap-copy " + OAEP));
        }
        for (String lie : lies) {
            attempt(strategy.rules(), lie, this::restore, "");
        }
        report(strategy + ", lies of C_UnwrapKey");
        assertThat(refused).isEqualTo(lies.size());
    }

    @Test
    void restore_oneCallThatLies_isDoneInTwoSteps() throws Exception {
        List<String> rules = List.of("oneshot 0x1054");
        reopen(rules);
        for (String lie : lies("0x1054", "other")) {
            attempt(rules, lie, this::restore, "");
        }
        report("ONE_SHOT before PAD, lies of the one call");
        assertThat(byAnotherWay).isEqualTo(tried);
    }

    /** A token that enforces a recovery pair's unwrap template in one call: SoftHSM's 0xD1. */
    @Test
    void restore_oneCallThatIsRefused_isDoneInTwoSteps() throws Exception {
        List<String> rules = List.of("oneshot 0x1054");
        reopen(rules);
        for (Ckr code : List.of(Ckr.TEMPLATE_INCONSISTENT, Ckr.MECHANISM_INVALID)) {
            attempt(rules, new Step("C_UnwrapKey", 1).failing(code.code()), this::restore, "");
        }
        report("ONE_SHOT before PAD, the one call refused");
        assertThat(byAnotherWay).isEqualTo(tried);
    }

    @ParameterizedTest
    @EnumSource(
            value = Only.class,
            names = {"ONE_SHOT", "PAD"})
    void restore_eachErrorAtEachStep_isToldAndLeavesNothing(Only strategy) throws Exception {
        reopen(strategy.rules());
        for (Step step : steps(strategy.rules(), this::restore)) {
            for (long code : codes(step)) {
                attempt(
                        strategy.rules(),
                        step.failing(code),
                        this::restore,
                        DocumentedErrors.words(step.function(), code));
            }
        }
        report(strategy + ", faults of a restore");
        requireTriedGuardAlonePassed();
    }

    /** A trial takes every refusal alike: one of the token, and two of the key. */
    private static List<Long> codes(Step step) {
        List<Long> all = DocumentedErrors.of(step.function());
        return TRIALS.contains(step.function())
                ? List.of(Ckr.DEVICE_ERROR.code(), all.get(0), all.get(all.size() - 1))
                : all;
    }

    /** The pair that the token makes for an import is a step more, and goes as well. */
    @ParameterizedTest
    @EnumSource(
            value = Only.class,
            names = {"ONE_SHOT", "PAD"})
    void importKey_deviceErrorAtEachStep_isToldAndLeavesNothing(Only strategy) throws Exception {
        List<String> rules = and(strategy.rules(), "constant-pair -");
        reopen(rules);
        for (Step step : steps(rules, this::importKey)) {
            attempt(
                    rules,
                    step.failing(Ckr.DEVICE_ERROR.code()),
                    this::importKey,
                    DocumentedErrors.words(step.function(), Ckr.DEVICE_ERROR.code()));
        }
        report(strategy + ", device errors in an import");
        requireTriedGuardAlonePassed();
    }

    /**
     * What the key's guard must refuse may fail with whatever code; the keys of these trials go
     * with their session. A template that is refused once is offered once more.
     */
    private void requireTriedGuardAlonePassed() {
        assertThat(passed)
                .allMatch(
                        fault -> {
                            String[] words = fault.split(" ");
                            return TRIALS.contains(words[1])
                                    || DocumentedErrors.isAskedOtherwise(
                                            words[1], Long.decode(words[2]));
                        });
    }

    private TokenKey restore() throws KeyTransferException {
        return recovery.restore(ciphertext, software.description(), RestoreAs.tokenKey("new"));
    }

    private TokenKey importKey() throws KeyTransferException {
        return token.importKey(software, RestoreAs.tokenKey("new"));
    }

    private List<String> lies(String mechanism, String label) throws Exception {
        String other =
                "0x" + Long.toHexString(token.find(KeySelector.label(label)).found().handle());
        return new ArrayList<>(
                List.of(
                        "unwrap-other " + mechanism + " " + other,
                        "unwrap-copy " + mechanism + " " + other,
                        "unwrap-loose " + mechanism,
                        "unwrap-none " + mechanism));
    }

    /** What was seen of a token is kept until it is closed. */
    private void reopen(List<String> rules) throws Exception {
        token.close();
        shim.obey(rules);
        token = shim.hsm().module().login(token.info(), PINS);
        recovery = token.onlyRecoveryKey();
        ciphertext = software.wrapUnder(recovery.wrappingKey()).ciphertext();
        token.capabilities();
        objects = objects();
    }

    private List<Step> steps(List<String> rules, Unwrap unwrap) throws Exception {
        obey(rules, "log -");
        TokenKey made = unwrap.run();
        shim.obey(rules);
        Map<String, Integer> calls = new HashMap<>();
        List<Step> steps =
                shim.takeLog().stream()
                        .map(name -> new Step(name, calls.merge(name, 1, Integer::sum)))
                        .filter(step -> !step.function().endsWith("Session"))
                        .filter(step -> !step.function().startsWith("C_GetMechanism"))
                        .toList();
        token.delete(made.info());
        return steps;
    }

    private void attempt(List<String> rules, String more, Unwrap unwrap, String words)
            throws Exception {
        obey(rules, more);
        tried++;
        try {
            TokenKey key = unwrap.run();
            shim.obey(rules);
            if (!key.description().equals(software.description())
                    || !key.info().label().equals("new")) {
                wrong.add(more + ": another key");
            }
            token.delete(key.info());
            byAnotherWay++;
            passed.add(more);
        } catch (KeyTransferException e) {
            boolean told =
                    String.valueOf(e.getMessage()).contains(words)
                            || (more.startsWith("fail C_UnwrapKey")
                                    && sameMessage(UnwrapFailure.create(), e));
            if (!told) {
                wrong.add(more + ": " + e);
            }
            refused++;
        }
        shim.obey(rules);
        // Fewer where a login was lost: with it goes what was kept for that.
        if (objects() > objects) {
            wrong.add(more + ": " + (objects() - objects) + " objects more than before");
        }
    }

    private static boolean sameMessage(Exception one, Exception other) {
        return String.valueOf(one.getMessage()).equals(other.getMessage());
    }

    private void obey(List<String> rules, String more) {
        shim.obey(and(rules, more));
    }

    private static List<String> and(List<String> rules, String more) {
        return Stream.concat(rules.stream(), Stream.of(more)).toList();
    }

    private int objects() throws Exception {
        try (Session session = token.borrow()) {
            return session.find(Template.empty()).size();
        }
    }

    private void report(String what) {
        System.out.println(
                what
                        + ": "
                        + tried
                        + " tried, "
                        + refused
                        + " refused, "
                        + byAnotherWay
                        + " done another way, "
                        + wrong.size()
                        + " wrong");
        assertThat(wrong).isEmpty();
        assertThat(tried).isPositive();
    }
}
