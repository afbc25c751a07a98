package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What comes before a wrap fails at each step, with each documented error: the token is found,
 * opened, logged in and asked for its mechanisms, the key is found. And what comes after it.
 */
class ShimOpeningFaultsTest {
    private final ObservedBackend backend = new ObservedBackend();
    private final ShimModule shim = ShimModule.create(backend);
    private final List<String> missed = new ArrayList<>();
    private int tried;

    @BeforeEach
    void prepare() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        // It is loaded once: that is no step here.
        shim.hsm().module();
    }

    @AfterEach
    void close() {
        shim.close();
    }

    private record Step(String function, int call) {}

    @Test
    void open_eachErrorAtEachStep_isToldAndLeavesNoSession() throws Exception {
        List<Step> steps = steps();
        for (Step step : steps) {
            for (long code : DocumentedErrors.of(step.function())) {
                fail(step, code);
            }
        }

        openAndFindTheKey();
        assertThat(steps)
                .extracting(Step::function)
                .contains("C_GetTokenInfo", "C_OpenSession", "C_Login", "C_FindObjectsInit")
                .contains("C_GetAttributeValue", "C_GetMechanismList");
        System.out.println(
                "opening: faults tried "
                        + tried
                        + " at "
                        + steps.size()
                        + " steps, missed "
                        + missed.size());
        assertThat(missed).isEmpty();
        assertThat(tried).isGreaterThan(10 * steps.size());
    }

    /**
     * A session that cannot be closed is gone, or is closed with the module; copies that could not
     * be looked for at the end are told: no errors.
     */
    @ParameterizedTest
    @CsvSource({"C_CloseSession, 0", "C_FindObjectsInit, 4", "C_FindObjects, 4"})
    void close_eachError_doesNotSpoilWhatWasDone(String function, int call) throws Exception {
        for (long code : DocumentedErrors.of(function)) {
            shim.obey(String.format("fail %s 0x%x %d", function, code, call));
            openAndWrapTheKey();
            shim.obey();
            openAndWrapTheKey();
            tried++;
        }
        System.out.println(function + " at the end: faults tried " + tried + ", missed 0");
        assertThat(tried).isPositive();
    }

    private void fail(Step step, long code) {
        String trial = String.format("fail %s 0x%x %d", step.function(), code, step.call());
        shim.obey(trial);
        try {
            openAndFindTheKey();
            missed.add(trial + ": no error");
        } catch (KeyTransferException e) {
            if (!String.valueOf(e.getMessage())
                            .contains(DocumentedErrors.words(step.function(), code))
                    || e.hint().isEmpty()) {
                missed.add(trial + ": " + e.getMessage() + ", hint " + e.hint());
            }
        }
        if (backend.openSessions() != 0) {
            missed.add(
                    trial + ": " + backend.openSessions() + " sessions with this token are open");
        }
        tried++;
    }

    private void openAndFindTheKey() throws KeyTransferException {
        openAndFindTheKey(() -> {});
    }

    private void openAndFindTheKey(Runnable beforeTheEnd) throws KeyTransferException {
        Pkcs11Module module = shim.hsm().module();
        try (Passphrase pin = SoftHsm.pin();
                Token token = module.login(module.find(TokenSelector.label("HSM")), pin)) {
            assertThat(token.sessions().slot().listed()).isNotEmpty();
            TokenKey key = token.rsaKey(KeySelector.label("tenant"));
            assertThat(key.description().requireRsa().getModulus().bitLength()).isEqualTo(2048);
            beforeTheEnd.run();
        }
    }

    /** A key that was wrapped is looked for at the end. */
    private void openAndWrapTheKey() throws KeyTransferException {
        Pkcs11Module module = shim.hsm().module();
        try (Passphrase pin = SoftHsm.pin();
                Token token = module.login(module.find(TokenSelector.label("HSM")), pin)) {
            token.rsaKey(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());
        }
    }

    /** Slots that are not asked for may fail. */
    private List<Step> steps() throws Exception {
        shim.obey("log -");
        List<String> log = new ArrayList<>();
        openAndFindTheKey(() -> log.addAll(shim.takeLog()));
        shim.obey();
        Map<String, Integer> calls = new HashMap<>();
        List<Step> steps =
                log.stream()
                        .map(function -> new Step(function, calls.merge(function, 1, Integer::sum)))
                        .toList();
        return steps.stream().filter(step -> !ofTheFreeSlot(step)).toList();
    }

    /** SoftHSM has one more slot, which is free; it may fail as it likes. */
    private static boolean ofTheFreeSlot(Step step) {
        return step.call() > 1
                && (step.function().equals("C_GetSlotInfo")
                        || step.function().equals("C_GetTokenInfo"));
    }
}
