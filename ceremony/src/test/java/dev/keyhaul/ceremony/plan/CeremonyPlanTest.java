package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CeremonyPlanTest {
    private final PublicKey offline = GeneratedKeys.rsa(2048).getPublic();
    private final PublicKey online = GeneratedKeys.rsa(3072).getPublic();

    @Test
    void file_isReadAsItWasWritten_openAndClosed() throws Exception {
        CeremonyPlan plan = Plans.open();
        assertThat(CeremonyPlan.parse(plan.toFile())).isEqualTo(plan);
        assertThat(plan.isClosed()).isFalse();

        CeremonyPlan closed =
                Plans.enrolled(offline, online, GeneratedKeys.rsa(4096).getPublic())
                        .close(List.of(Plans.HASH));
        assertThat(CeremonyPlan.parse(closed.toFile())).isEqualTo(closed);
        assertThat(closed.fingerprint()).isNotEqualTo(plan.fingerprint()).hasSize(64);
    }

    @Test
    void file_cutOrFlippedAnywhere_isAnotherPlan_orNone() throws Exception {
        CeremonyPlan plan = Plans.open();
        byte[] file = plan.toFile();
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> CeremonyPlan.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
            byte[] flipped = file.clone();
            flipped[i] ^= 1;
            try {
                assertThat(CeremonyPlan.parse(flipped).fingerprint())
                        .isNotEqualTo(plan.fingerprint());
            } catch (MalformedInputException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void closing_needsEveryHost_eachWithAKeyOfItsOwn() {
        assertThatThrownBy(() -> Plans.open().close(List.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'offline' has no key");
        assertThatThrownBy(() -> Plans.enrolled(offline, offline, online).close(List.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("same key");
    }

    @Test
    void oneNameForTwoRoles_andAHostTooMany_areRefused() {
        CeremonyPlan plan = Plans.open();
        assertThatThrownBy(
                        () ->
                                with(
                                        plan,
                                        List.of(
                                                new Person("operator", "Ada Bell"),
                                                new Person("witness", "ada bell"))))
                .hasMessageContaining("there twice");
        assertThatThrownBy(() -> with(plan, List.of(new Person("operator", "Ada Bell"))))
                .hasMessageContaining("'witness'");
    }

    private static CeremonyPlan with(CeremonyPlan plan, List<Person> people) {
        return new CeremonyPlan(
                plan.id(),
                plan.title(),
                plan.window(),
                plan.key(),
                plan.vault(),
                plan.copies(),
                plan.isSealed(),
                plan.hosts(),
                people,
                Optional.empty());
    }

    @Test
    void window_isKept() {
        CeremonyPlan plan = Plans.open();
        assertThatCode(() -> plan.requireOpenAt(Plans.START)).doesNotThrowAnyException();
        assertThatThrownBy(() -> plan.requireOpenAt(Plans.START.minusSeconds(1)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> plan.requireOpenAt(Plans.START.plusSeconds(86_401)))
                .isInstanceOf(RefusedException.class);
    }

    /** What no record explains is never counted, so the plan itself must make two. */
    @Test
    void keyThatBecomesUnextractable_needsTwoCopiesOfThePlan() throws Exception {
        String text = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String one = text.replace("\"number\": 2", "\"number\": 1");
        assertThat(one).isNotEqualTo(text);
        assertThatThrownBy(() -> CeremonyPlan.parse(one.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("needs two master copies");
    }

    @Test
    void steps_areThoseOfThePlan_andNoOther() throws Exception {
        assertThat(PlanSteps.of(Plans.open()).stream().map(PlanStep::id))
                .containsExactly(
                        "tenant-key",
                        "recovery-pair",
                        "kek",
                        "kek-record",
                        "blob",
                        "copy-1",
                        "copy-2",
                        "import",
                        "kek-end",
                        "seal",
                        "destroy",
                        "close-offline",
                        "close-online");
        String text =
                new String(Plans.open().toFile(), StandardCharsets.UTF_8)
                        .replaceAll("(?s) *\"copies\".*?\\},\n", "")
                        .replace(
                                "\"new\": true\n  },\n  \"vault\"",
                                "\"new\": false\n  },\n  \"vault\"")
                        .replace("\"make_unextractable\": true", "\"make_unextractable\": false");
        assertThat(
                        PlanSteps.of(CeremonyPlan.parse(text.getBytes(StandardCharsets.UTF_8)))
                                .stream()
                                .map(PlanStep::id))
                .containsExactly(
                        "kek",
                        "kek-record",
                        "blob",
                        "import",
                        "kek-end",
                        "destroy",
                        "close-offline",
                        "close-online");
    }
}
