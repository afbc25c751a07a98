package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeremonyPlanTest {
    private final PublicKey offline = GeneratedKeys.rsa(2048).getPublic();
    private final PublicKey online = GeneratedKeys.rsa(3072).getPublic();

    @Test
    void file_isReadAsItWasWritten_openAndClosed() throws Exception {
        CeremonyPlan plan = Plans.open();
        assertThat(PlanFormat.parse(plan.toFile())).isEqualTo(plan);

        ClosedPlan closed =
                Plans.enrolled(offline, online, GeneratedKeys.rsa(4096).getPublic())
                        .close(List.of(Plans.HASH));
        assertThat(PlanFormat.parse(closed.toFile())).isEqualTo(closed);
        assertThat(closed.fingerprint()).isEqualTo(Sha256.hex(closed.toFile())).hasSize(64);
    }

    @Test
    void file_cutOrFlippedAnywhere_isAnotherPlan_orNone() throws Exception {
        CeremonyPlan plan = Plans.open();
        byte[] file = plan.toFile();
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> PlanFormat.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
            byte[] flipped = file.clone();
            flipped[i] ^= 1;
            try {
                assertThat(PlanFormat.parse(flipped)).isNotEqualTo(plan);
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

    @Test
    void whatNoCeremonyCanFollow_isRefused() {
        requireRefused("\"0f0f", "\"0f0g", "not 32 hex digits");
        requireRefused("2026-03-02", "2026-02-02", "would end at");
        requireRefused("\"name\": \"online\"", "\"name\": \"OFFLINE\"", "the host 'OFFLINE'");
        requireRefused("Ada Bell\"", "bo ruiz\"", "there twice");
        requireRefused("\"role\": \"operator\"", "\"role\": \"Witness\"", "there twice");
        requireRefused("\"number\": 2", "\"number\": 0", "number of copies");
        requireRefused("\"offline\"\n", "\"outline\"\n", "outline");
        requireRefused("\"online\"\n", "\"offline\"\n", "2 hosts of the plan");
        requireRefused("\"witness\"\n", "\"witness\",\n\"online\"\n", "hosts of the plan");
        requireRefused(
                "keyhaul plan of a ceremony",
                "another kind",
                "member kind is 'another kind'; it must be 'keyhaul plan of a ceremony'");
        requireRefused("\"1.0.0\"", "\"2.0.0\"", "it must be '1.0.0'");
        requireRefused("\"make_unextractable\"", "\"more\": 1, \"make_unextractable\"", "more");
        requireRefused("\"label\"", "\"more\": 1, \"label\"", "more");
        requireRefused("\"duties\"", "\"more\": 1, \"duties\"", "more");
        requireRefused("\"kek\"", "\"more\": 1, \"kek\"", "more");
        requireRefused("\"size\"", "\"more\": 1, \"size\"", "more");
        requireRefused("\"store\"", "\"more\": 1, \"store\"", "more");
        requireRefused("  \"title\"", " \"title\"", "canonical");
        String alone = "a closed plan alone has earlier records";
        requireRefused("\"people\"", "\"earlier_records\": [], \"people\"", alone);
        requireRefused("\"open\"", "\"closed\"", alone);
    }

    @Test
    void closedPlan_withAHostThatHasNoKey_isRefused() {
        String open = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String closed =
                open.replace("\"open\"", "\"closed\"")
                        .replaceFirst("\n}\n$", ",\n  \"earlier_records\": []\n}\n");
        assertThatThrownBy(() -> PlanFormat.parse(closed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("a host has no key");
    }

    private static void requireRefused(String what, String by, String why) {
        String good = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String bad = good.replaceFirst(Pattern.quote(what), Matcher.quoteReplacement(by));
        assertThat(bad).as(good).isNotEqualTo(good);
        assertThatThrownBy(() -> PlanFormat.parse(bad.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(why);
    }

    @Test
    void witness_hasAMachineOfTheirOwn() {
        String plan =
                new String(Plans.open().toFile(), StandardCharsets.UTF_8)
                        .replaceAll("(?s),\\s*\\{\\s*\"name\": \"online\".*?\\}", "")
                        .replaceFirst("\"witness\"", "\"online\", \"witness\"");
        assertThatThrownBy(() -> PlanFormat.parse(plan.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("a machine of their own");
    }

    @Test
    void restoredKey_isNotMade_andHasNoNewCopies_andADrillAloneHasNoVault() throws Exception {
        PlanContent restoring = Plans.restoring(false).content();
        PlannedKey key = restoring.key();
        assertThatThrownBy(
                        () ->
                                new PlannedKey(
                                        key.source(),
                                        key.type(),
                                        key.size(),
                                        true,
                                        Optional.empty(),
                                        key.restored()))
                .hasMessageContaining("is not made");
        assertThatThrownBy(() -> Plans.open().with(key))
                .hasMessageContaining("restores a key from a master copy makes none");
        assertThatThrownBy(() -> Plans.restoring(true).with(Plans.open().key()))
                .hasMessageContaining("has no vault");
        assertThatThrownBy(
                        () ->
                                new PlannedRestore(
                                        new PlannedPlace("place.drive-a"),
                                        "20260301",
                                        key.restored().orElseThrow().signer()))
                .hasMessageContaining("not the whole ID of a master copy: '20260301'");
        assertThatThrownBy(
                        () ->
                                new PlannedRestore(
                                        new PlannedPlace("copies"),
                                        key.restored().orElseThrow().copy(),
                                        key.restored().orElseThrow().signer()))
                .hasMessageContaining("is carried with the plan");
    }

    @Test
    void closing_needsTheFingerprintOfAKeyThatExists() {
        OpenPlan plan = Plans.enrolled(offline, online, GeneratedKeys.rsa(4096).getPublic());
        PlannedKey key = plan.key();
        PlannedKey existing =
                new PlannedKey(key.source(), key.type(), key.size(), false, Optional.empty());
        assertThatThrownBy(() -> plan.with(existing).close(List.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("lacks the fingerprint of " + key.source().text());
        assertThatCode(() -> plan.with(existing.known(Fingerprint.of(offline))).close(List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void file_isAPlan_ifItSaysSo_andItsErrorNamesIt(@TempDir Path home) throws Exception {
        Path good = Files.write(home.resolve("good.json"), Plans.open().toFile());
        Path other = Files.writeString(home.resolve("other.json"), "{}");
        Path none = Files.writeString(home.resolve("none.json"), "none");
        assertThat(CeremonyPlan.isOne(good)).isTrue();
        assertThat(CeremonyPlan.isOne(other)).isFalse();
        assertThat(CeremonyPlan.isOne(none)).isFalse();
        assertThat(CeremonyPlan.read(good)).isEqualTo(Plans.open());
        assertThatThrownBy(() -> CeremonyPlan.read(none))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith(none + " is not a ceremony's plan: ");
    }

    private static CeremonyPlan with(CeremonyPlan plan, List<Person> people) {
        return OpenPlan.of(
                new PlanContent(
                        plan.id(),
                        plan.title(),
                        plan.window(),
                        plan.key(),
                        plan.content().vault(),
                        plan.copies(),
                        plan.isSealed(),
                        plan.hosts(),
                        people));
    }

    @Test
    void window_isKept_butByWhatOnlyEndsThings() throws Exception {
        ClosedPlan plan = Plans.closed();
        Instant late = Plans.START.plusSeconds(86_401);
        List<StepKind> ending =
                List.of(StepKind.KEK_END, StepKind.CLOSE_ONLINE, StepKind.DESTROY, StepKind.CLOSE);
        for (StepKind step : StepKind.values()) {
            assertThatCode(() -> plan.requireOpenAt(Plans.START, step)).doesNotThrowAnyException();
            assertThatThrownBy(() -> plan.requireOpenAt(Plans.START.minusSeconds(1), step))
                    .isInstanceOf(RefusedException.class);
            if (ending.contains(step)) {
                assertThatCode(() -> plan.requireOpenAt(late, step)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> plan.requireOpenAt(late, step))
                        .as(step.id())
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("but the plan is for");
            }
        }
    }

    /** What no record explains is never counted, so the plan itself must make two. */
    @Test
    void keyThatBecomesUnextractable_needsTwoCopiesOfThePlan() throws Exception {
        String text = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String one = text.replace("\"number\": 2", "\"number\": 1");
        assertThat(one).isNotEqualTo(text);
        assertThatThrownBy(() -> PlanFormat.parse(one.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("needs two master copies");
    }

    @Test
    void steps_areThoseOfThePlan_andNoOther() throws Exception {
        assertThat(PlanSteps.of(Plans.closed()).stream().map(PlanStep::id))
                .containsExactly(
                        "kek",
                        "kek-record",
                        "tenant-key",
                        "recovery-pair",
                        "blob",
                        "copy-1",
                        "copy-2",
                        "import",
                        "kek-end",
                        "close-online",
                        "seal",
                        "destroy",
                        "close-offline");
        String text =
                new String(Plans.closed().toFile(), StandardCharsets.UTF_8)
                        .replaceAll("(?s) *\"copies\".*?\\},\n", "")
                        .replace(
                                "\"new\": true\n  },\n  \"vault\"",
                                "\"new\": false\n  },\n  \"vault\"")
                        .replace("\"make_unextractable\": true", "\"make_unextractable\": false");
        assertThat(
                        PlanSteps.of(
                                        (ClosedPlan)
                                                PlanFormat.parse(
                                                        text.getBytes(StandardCharsets.UTF_8)))
                                .stream()
                                .map(PlanStep::id))
                .containsExactly(
                        "kek",
                        "kek-record",
                        "blob",
                        "import",
                        "kek-end",
                        "close-online",
                        "destroy",
                        "close-offline");
    }

    @Test
    void onePersonWithThePinAndTheCopies_isNamed() throws Exception {
        Person operator = new Person("operator", "Ada Bell");

        assertThat(open(operator, "pkcs11:token=recovery;object=recovery").heldTogether())
                .containsExactly(
                        "the plan has no custodian: the operator has the master copies and the PIN"
                                + " of token 'recovery', which together are the clear key");
        Person custodian = new Person("custodian", "Cy Wong");
        assertThat(
                        open(custodian, "pkcs11:token=recovery;object=recovery", operator)
                                .heldTogether())
                .isEmpty();
        assertThat(open(custodian, "pkcs11:token=hsm;object=recovery", operator).heldTogether())
                .containsExactly("one token has the key and opens its copies: its PIN gives both");
        // A certificate's holder, who has no PIN here, or nobody.
        assertThat(open(operator, "rsa:escrow.crt").heldTogether()).isEmpty();
        assertThat(Plans.restoring(/* isDrill= */ true).heldTogether()).hasSize(1);
    }

    @Test
    void openGuard_thatIsAllowed_isAnOpenPoint_andOfATokenAlone() throws Exception {
        PlannedCopies kept = Plans.content("Tenant key of Contoso").copies().orElseThrow();

        assertThat(Plans.open().openPoints()).noneMatch(point -> point.contains("guard"));
        assertThat(
                        with(allowing(kept, kept.recipient()), new Person("operator", "Ada Bell"))
                                .openPoints())
                .contains(
                        "the guard of pkcs11:token=recovery;object=recovery can be open: anyone"
                                + " who has the token's PIN can change or copy that key");
        assertThatThrownBy(() -> allowing(kept, PlannedSource.recipient("password")))
                .hasMessage("only a token's key has a guard");
    }

    private static PlannedCopies allowing(PlannedCopies like, PlannedSource recipient) {
        return new PlannedCopies(
                like.number(),
                like.store(),
                like.replica(),
                recipient,
                recipient.token().isPresent(),
                /* isOpen= */ true);
    }

    private static OpenPlan open(Person person, String recipient, Person... more) throws Exception {
        PlannedCopies copies = Plans.content("Tenant key of Contoso").copies().orElseThrow();
        return with(
                new PlannedCopies(
                        copies.number(),
                        copies.store(),
                        copies.replica(),
                        PlannedSource.recipient(recipient),
                        copies.isNew() && recipient.startsWith("pkcs11:"),
                        /* isOpen= */ false),
                Stream.concat(Stream.of(person), Stream.of(more)).toArray(Person[]::new));
    }

    private static OpenPlan with(PlannedCopies copies, Person... people) throws Exception {
        PlanContent like = Plans.content("Tenant key of Contoso");
        return OpenPlan.of(
                new PlanContent(
                        like.id(),
                        like.title(),
                        like.window(),
                        like.key(),
                        like.vault(),
                        Optional.of(copies),
                        like.isSealed(),
                        like.hosts().subList(0, 2),
                        List.of(people)));
    }
}
