package dev.keyhaul.tenant.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keyhaul.core.key.Fingerprint;
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

    private static Fingerprint fingerprint(char digit) {
        try {
            return Fingerprint.parse("sha256:" + String.valueOf(digit).repeat(64));
        } catch (dev.keyhaul.core.MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyState key(boolean enabled, Optional<Instant> expires) {
        return new KeyState(KID, Optional.of(KEY), Optional.of(KEY), enabled, expires);
    }

    private static KekState kek(boolean enabled, Instant expires) {
        return new KekState("kek", List.of("import"), enabled, Optional.of(expires));
    }

    private static StoreState.Copy copy(String id, Optional<Instant> proven) {
        return new StoreState.Copy(id, KEY, proven);
    }

    private static StoreState store(StoreState.Copy... copies) {
        return new StoreState("copies", List.of(copies), List.of(), List.of(), AGE);
    }

    private static StoreState.Copy fresh() {
        return copy("fresh", Optional.of(NOW.minus(AGE).plusSeconds(1)));
    }

    private static List<String> reasons(
            List<KeyState> keys,
            List<KekState> keks,
            List<StoreState> stores,
            List<OpenApproval> approvals) {
        return StatusRules.judge(new StatusFacts(NOW, keys, keks, stores, approvals, List.of()))
                .stream()
                .map(Task::reason)
                .toList();
    }

    private static List<String> ofKey(KeyState key) {
        return reasons(List.of(key), List.of(), List.of(store(fresh())), List.of());
    }

    private static List<String> ofKek(KekState kek) {
        return reasons(List.of(), List.of(kek), List.of(), List.of());
    }

    private static List<String> ofStore(StoreState store) {
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
                .containsExactly("it is disabled: nothing can be decrypted");
        assertThat(ofKey(key(true, Optional.of(NOW.plus(Duration.ofDays(30))))))
                .containsExactly("it expires at 2026-12-30T08:00:00Z");
        assertThat(ofKey(key(true, Optional.of(NOW))))
                .containsExactly("it expired at 2026-11-30T08:00:00Z");
    }

    @Test
    void key_otherThanExpected_needsAPerson() {
        Fingerprint other = fingerprint('b');
        KeyState swapped =
                new KeyState(KID, Optional.of(KEY), Optional.of(other), true, Optional.empty());
        assertThat(ofKey(swapped)).containsExactly("it is not the expected key, but " + KEY);
        KeyState unknown =
                new KeyState(KID, Optional.empty(), Optional.of(KEY), true, Optional.empty());
        assertThat(ofKey(unknown)).contains("it is not the expected key, but unknown");
    }

    @Test
    void key_withoutProvenCopyInTheStores_needsAPerson() {
        KeyState other =
                new KeyState(
                        KID,
                        Optional.of(fingerprint('b')),
                        Optional.empty(),
                        true,
                        Optional.empty());
        assertThat(ofKey(other)).containsExactly("the stores hold no proven master copy of it");
        assertThat(reasons(List.of(other), List.of(), List.of(), List.of())).isEmpty();
    }

    @Test
    void kek_expiredAndEnabled_orPermittingMore_needsAPerson() {
        assertThat(ofKek(kek(true, NOW)))
                .containsExactly("it expired at 2026-11-30T08:00:00Z and is still enabled");
        assertThat(
                        ofKek(
                                new KekState(
                                        "kek",
                                        List.of("import", "decrypt"),
                                        false,
                                        Optional.empty())))
                .containsExactly("it permits [import, decrypt]; a KEK permits only import");
        assertThat(kek(true, NOW).state(NOW)).isEqualTo("expired");
        assertThat(kek(false, NOW).state(NOW)).isEqualTo("disabled");
        assertThat(kek(true, NOW.plusSeconds(1)).state(NOW)).isEqualTo("enabled");
    }

    @Test
    void store_withOverdueDrills_needsAPerson() {
        StoreState.Copy old = copy("old", Optional.of(NOW.minus(AGE)));
        StoreState.Copy never = copy("never", Optional.empty());

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
                                new StoreState(
                                        "copies",
                                        List.of(),
                                        List.of("a: cut"),
                                        List.of("b is half made"),
                                        AGE)))
                .containsExactly(
                        "damaged: a: cut", "b is half made", "it holds no usable master copy");
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
                                List.of(
                                        new OpenApproval(
                                                "r", "byok create", NOW, List.of("x", "y")),
                                        new OpenApproval("s", "byok create", NOW, List.of()))))
                .containsExactly(
                        "'byok create' waits for the approval of x and of y",
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
