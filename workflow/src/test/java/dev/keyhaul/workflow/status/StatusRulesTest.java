package dev.keyhaul.workflow.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final String KID = "https://contoso.vault.azure.net/keys/tenant/1";
    private static final Fingerprint KEY = fingerprint('a');
    private static final Duration AGE = Duration.ofDays(90);
    private static final StatusFile.Store ASKED =
            new StatusFile.Store(Path.of("copies"), AGE, Optional.empty());

    private static Fingerprint fingerprint(char digit) {
        try {
            return Fingerprint.parse("sha256:" + String.valueOf(digit).repeat(64));
        } catch (dev.keyhaul.core.MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    private static StatusFacts.Key key(boolean enabled, Optional<Instant> expires) {
        return new StatusFacts.Key(KID, Optional.of(KEY), Optional.of(KEY), enabled, expires);
    }

    private static StatusFacts.Kek kek(boolean enabled, Instant expires) {
        return new StatusFacts.Kek(
                "kek", List.of("import"), enabled, Optional.of(expires), Optional.empty());
    }

    private static KeptCopy copy(String id, Optional<Instant> proven) {
        return new KeptCopy(id, KEY, proven);
    }

    private static StatusFacts.Store store(KeptCopy... copies) {
        return new StatusFacts.Store(ASKED, List.of(copies), List.of(), List.of());
    }

    private static KeptCopy fresh() {
        return copy("fresh", Optional.of(NOW.minus(AGE).plusSeconds(1)));
    }

    private static WaitingRequest waiting(String file, Fingerprint... missing) {
        ApprovalRequest request =
                new ApprovalRequest(
                        ApprovalSubject.to("byok create"),
                        List.of(KEY),
                        List.of(),
                        "host",
                        NOW.minusSeconds(1),
                        NOW,
                        "0".repeat(32));
        return new WaitingRequest(Path.of(file), request, List.of(missing));
    }

    private static List<String> reasons(
            List<StatusFacts.Key> keys,
            List<StatusFacts.Kek> keks,
            List<StatusFacts.Store> stores,
            List<WaitingRequest> approvals) {
        return StatusRules.judge(new StatusFacts(NOW, keys, keks, stores, approvals, List.of()))
                .stream()
                .map(Task::reason)
                .toList();
    }

    private static List<String> ofKey(StatusFacts.Key key) {
        return reasons(List.of(key), List.of(), List.of(store(fresh())), List.of());
    }

    private static List<String> ofKek(StatusFacts.Kek kek) {
        return reasons(List.of(), List.of(kek), List.of(), List.of());
    }

    private static List<String> ofStore(StatusFacts.Store store) {
        return reasons(List.of(), List.of(), List.of(store), List.of());
    }

    @Test
    void allWell_needsNobody() {
        assertThat(
                        reasons(
                                List.of(
                                        key(true, Optional.empty()),
                                        key(true, Optional.of(NOW.plus(Duration.ofDays(31))))),
                                List.of(
                                        kek(true, NOW.plusSeconds(1)),
                                        kek(false, NOW.minusSeconds(1))),
                                List.of(store(fresh())),
                                List.of()))
                .isEmpty();
    }

    @Test
    void key_disabledOrNearItsEnd_needsAPerson() {
        assertThat(ofKey(key(false, Optional.empty())))
                .containsExactly("it is disabled: nothing can be decrypted with it");
        assertThat(ofKey(key(true, Optional.of(NOW.plus(Duration.ofDays(30))))))
                .containsExactly("it expires at 2026-12-30T08:00:00Z");
        assertThat(ofKey(key(true, Optional.of(NOW))))
                .containsExactly("it expired at 2026-11-30T08:00:00Z");
    }

    @Test
    void key_otherThanExpected_needsAPerson() {
        Fingerprint other = fingerprint('b');
        StatusFacts.Key swapped =
                new StatusFacts.Key(
                        KID, Optional.of(KEY), Optional.of(other), true, Optional.empty());
        assertThat(ofKey(swapped)).containsExactly("it is not the expected key: " + KEY);
        StatusFacts.Key unknown =
                new StatusFacts.Key(
                        KID, Optional.empty(), Optional.of(KEY), true, Optional.empty());
        assertThat(ofKey(unknown)).contains("it is not the expected key: unknown");
    }

    @Test
    void key_withoutProvenCopyInTheStores_needsAPerson() {
        StatusFacts.Key other =
                new StatusFacts.Key(
                        KID,
                        Optional.of(fingerprint('b')),
                        Optional.empty(),
                        true,
                        Optional.empty());
        assertThat(ofKey(other)).containsExactly("no store has a proven master copy of it");
        assertThat(reasons(List.of(other), List.of(), List.of(), List.of())).isEmpty();
    }

    @Test
    void kek_expiredAndEnabled_orPermittingMore_needsAPerson() {
        assertThat(ofKek(kek(true, NOW)))
                .containsExactly("it expired at 2026-11-30T08:00:00Z and is still enabled");
        assertThat(
                        ofKek(
                                new StatusFacts.Kek(
                                        "kek",
                                        List.of("import", "decrypt"),
                                        false,
                                        Optional.empty(),
                                        Optional.empty())))
                .containsExactly("it permits [import, decrypt]; a KEK permits only import");
        assertThat(kek(true, NOW).state(NOW)).isEqualTo("expired");
        assertThat(kek(false, NOW).state(NOW)).isEqualTo("disabled");
        assertThat(kek(true, NOW.plusSeconds(1)).state(NOW)).isEqualTo("enabled");
    }

    @Test
    void store_withOverdueDrills_needsAPerson() {
        KeptCopy old = copy("old", Optional.of(NOW.minus(AGE)));
        KeptCopy never = copy("never", Optional.empty());

        assertThat(ofStore(store(fresh(), old)))
                .containsExactly("1 drill is overdue (after 90 days): old");
        assertThat(ofStore(store(old, never, never)))
                .containsExactly(
                        "3 drills are overdue (after 90 days; never proven: 2): old, never, …");
    }

    @Test
    void store_damagedUnfinishedOrEmpty_needsAPerson() {
        assertThat(
                        ofStore(
                                new StatusFacts.Store(
                                        ASKED,
                                        List.of(),
                                        List.of("a: cut"),
                                        List.of("b is half made"))))
                .containsExactly(
                        "damaged: a: cut", "b is half made", "it has no usable master copy");
    }

    @Test
    void task_ofADrill_namesStoreAndCopy() {
        StatusFacts facts =
                new StatusFacts(
                        NOW,
                        List.of(),
                        List.of(),
                        List.of(store(fresh(), copy("never", Optional.empty()))),
                        List.of(),
                        List.of());

        assertThat(StatusRules.judge(facts))
                .extracting(Task::step, Task::with)
                .containsExactly(tuple(Task.Step.DRILL, List.of("copies", "never")));
    }

    @Test
    void approval_open_needsAPerson() {
        assertThat(
                        reasons(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(waiting("r", KEY, fingerprint('b')), waiting("s"))))
                .containsExactly(
                        "'byok create' waits for the approval of "
                                + KEY
                                + " and of "
                                + fingerprint('b'),
                        "it is approved, and 'byok create' has not run");
    }

    @Test
    void whatCannotBeRead_needsAPerson() {
        Task task = new Task("vault x", "not reachable", Task.Step.READ, List.of("look"));
        assertThat(
                        StatusRules.judge(
                                new StatusFacts(
                                        NOW,
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(task))))
                .containsExactly(task);
    }
}
