package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each function at each step of a wrap fails with each error that is documented for it. The steps
 * are those that a wrap was seen to take when the login was lost before: so it logs in again, and
 * finds its key again, first.
 */
@ExtendWith(RepeatedKeks.class)
@Tag("long")
class ShimFaultsTest {
    /** With the anchor, which keeps the login, and no other. */
    private static final int SESSIONS_AT_REST = 1;

    private static final PinSupplier PINS = token -> SoftHsm.pin();

    private final ObservedBackend backend = new ObservedBackend();
    private final ShimModule shim = ShimModule.create(backend);
    private Token token;
    private TokenKey key;
    private RsaAesWrappingKey kek;
    private final List<String> wrong = new ArrayList<>();
    private ControlRule controls = ControlRule.EACH;
    private int tried;

    @BeforeEach
    void open() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        Pkcs11Module module = shim.hsm().module();
        token = module.login(module.find(TokenSelector.label("HSM")), PINS);
        key = token.rsaKey(KeySelector.label("tenant"));
        kek = TestKeys.kek();
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    /** A step of a wrap: the n-th call of a function. */
    private record Step(String function, int call) {
        String failing(long code) {
            return String.format("fail %s 0x%x %d", function, code, call);
        }
    }

    /**
     * Without the changed copy, whose refusal by such an error is what is asked for, and without
     * the throw-away key of one call, which the token makes where it refuses to take it; device
     * errors at them are below.
     */
    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void wrapUnder_eachErrorAtEachStep_isToldAndLeavesNothing(ShimStrategy strategy)
            throws Exception {
        controls = ControlRule.FIRST;
        obey(strategy);
        key.wrapUnder(kek);
        List<Step> steps = new ArrayList<>(steps(strategy));
        if (strategy == ShimStrategy.ONE_SHOT) {
            assertThat(steps.remove(new Step("C_CreateObject", 3))).isTrue();
        }
        int objects = objects();

        for (Step step : steps) {
            for (long code : DocumentedErrors.of(step.function())) {
                if (!DocumentedErrors.refusesThePin(code)) {
                    fail(strategy, step, code, objects);
                }
            }
        }

        obey(strategy);
        assertThat(key.wrapUnder(kek).ciphertext()).isNotEmpty();
        report(strategy + ", token known: ", steps);
    }

    /** The first wrap of a token: its fingerprint, its OAEP and its one call are tried too. */
    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void wrapUnder_deviceErrorAtEachStepOfTheFirstWrap_isToldAndLeavesNothing(ShimStrategy strategy)
            throws Exception {
        reopen();
        List<Step> steps = steps(strategy);
        int objects = objects();

        for (Step step : steps) {
            reopen();
            fail(strategy, step, Ckr.DEVICE_ERROR.code(), objects);
        }

        report(strategy + ", token new: ", steps);
    }

    /** With the changed copy of a later blob. */
    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void wrapUnder_deviceErrorAtEachStepOfALaterWrap_isToldAndLeavesNothing(ShimStrategy strategy)
            throws Exception {
        obey(strategy);
        key.wrapUnder(kek);
        List<Step> steps = steps(strategy);
        int objects = objects();

        for (Step step : steps) {
            fail(strategy, step, Ckr.DEVICE_ERROR.code(), objects);
        }

        report(strategy + ", token known, with controls: ", steps);
    }

    /** After a failure the session is closed; when that fails too, the failure is still told. */
    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void wrapUnder_closingFailsToo_tellsTheFirstFailure(ShimStrategy strategy) throws Exception {
        obey(strategy, "fail C_WrapKey 0x30 0", "fail C_CloseSession 0x30 0");

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_WrapKey: CKR_DEVICE_ERROR (0x30)");
    }

    private void fail(ShimStrategy strategy, Step step, long code, int objects) throws Exception {
        discardIdleSessions(strategy);
        obey(strategy, step.failing(code));
        String trial = step.failing(code);
        try {
            key.wrapUnder(kek);
            if (!DocumentedErrors.isAskedOtherwise(step.function(), code)) {
                wrong.add(trial + ": bytes were handed out");
            }
        } catch (KeyTransferException e) {
            if (!String.valueOf(e.getMessage())
                            .contains(DocumentedErrors.words(step.function(), code))
                    || e.hint().isEmpty()) {
                wrong.add(trial + ": " + e.getMessage() + ", hint " + e.hint());
            }
        }
        if (backend.openSessions() > SESSIONS_AT_REST + 1) {
            wrong.add(trial + ": " + backend.openSessions() + " sessions with this token are open");
        }
        shim.obey();
        if (objects() != objects) {
            wrong.add(trial + ": " + (objects() - objects) + " objects are left");
        }
        tried++;
    }

    /** Takes a wrap, and returns what it called from its first session on. */
    private List<Step> steps(ShimStrategy strategy) throws Exception {
        discardIdleSessions(strategy);
        obey(strategy, "log -");
        key.wrapUnder(kek);
        shim.obey();
        Map<String, Integer> calls = new HashMap<>();
        return shim.takeLog().stream()
                .map(function -> new Step(function, calls.merge(function, 1, Integer::sum)))
                .filter(step -> !step.function().equals("C_CloseSession"))
                .filter(step -> !step.function().startsWith("C_GetMechanism"))
                .toList();
    }

    /** So that each wrap begins with a new session. */
    private void discardIdleSessions(ShimStrategy strategy) throws Exception {
        obey(strategy, "fail C_GetAttributeValue 0x30 0");
        do {
            assertThatThrownBy(() -> key.wrapUnder(kek)).isInstanceOf(TokenException.class);
        } while (backend.openSessions() > SESSIONS_AT_REST);
    }

    /** What was seen of a token is kept until it is closed. */
    private void reopen() throws Exception {
        token.close();
        shim.obey();
        token = shim.hsm().module().login(token.info(), PINS);
        key = token.rsaKey(KeySelector.label("tenant"));
    }

    private void obey(ShimStrategy strategy, String... more) throws KeyTransferException {
        token.wrapBy(strategy.policy.controlling(controls));
        shim.obey(
                Stream.concat(Stream.of(strategy.rule, "constant-pair -"), Stream.of(more))
                        .toList());
    }

    private int objects() throws Exception {
        return TestKeys.objects(token);
    }

    private void report(String what, List<Step> steps) {
        Map<String, Integer> functions = new LinkedHashMap<>();
        steps.forEach(step -> functions.merge(step.function(), 1, Integer::sum));
        System.out.println(
                what
                        + "faults tried "
                        + tried
                        + " at "
                        + steps.size()
                        + " steps "
                        + functions
                        + ", "
                        + wrong.size()
                        + " missed");
        token.close();
        assertThat(backend.openSessions()).isZero();
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThanOrEqualTo(steps.size());
    }
}
