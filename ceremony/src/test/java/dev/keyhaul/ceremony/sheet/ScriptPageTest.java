package dev.keyhaul.ceremony.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.core.page.DigestRows;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The script of every kind of plan: its own steps in order, and no word of another's. */
final class ScriptPageTest {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Pattern EMPTY_ROW =
            Pattern.compile(
                    "<div class=\"row\"><span>\\d</span>(<b>(<i></i>){4}<u></u></b>){4}</div>");

    private static PublicKey offline;
    private static PublicKey online;
    private static PublicKey witness;

    @BeforeAll
    static void keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        offline = generator.generateKeyPair().getPublic();
        online = generator.generateKeyPair().getPublic();
        witness = generator.generateKeyPair().getPublic();
    }

    /** What a plan may have, each in all ways. */
    record Kind(
            String type,
            String size,
            String source,
            boolean isNew,
            String vault,
            boolean hasWitness,
            int copies,
            boolean hasReplica,
            boolean isSealed,
            boolean isOneHost) {
        boolean isInToken() {
            return source.startsWith("pkcs11:");
        }

        boolean isLocal() {
            return vault.endsWith(".invalid");
        }

        boolean canBe() {
            return (isInToken() || !isNew)
                    && (copies > 0 || !hasReplica)
                    && (!isSealed || (isInToken() && copies > 1))
                    && !(isOneHost && hasWitness);
        }

        ClosedPlan plan() throws Exception {
            return open().close(List.of());
        }

        OpenPlan open() throws Exception {
            List<PlannedToken> tokens = new ArrayList<>();
            if (isInToken()) {
                tokens.add(PlannedToken.named("tenants", isNew).known("0001", HASH));
            }
            if (copies > 0) {
                tokens.add(PlannedToken.named("recovery", true).known("0002", HASH));
            }
            List<Person> people = new ArrayList<>(List.of(new Person("operator", "Ada Bell")));
            List<PlannedHost> hosts = new ArrayList<>();
            if (isOneHost) {
                hosts.add(
                        PlannedHost.named("here", Set.of(Duty.OFFLINE, Duty.ONLINE), tokens)
                                .enrolled(offline, tokens, "keyhaul 1"));
            } else {
                hosts.add(
                        PlannedHost.named("vaulted", Set.of(Duty.OFFLINE), tokens)
                                .enrolled(offline, tokens, "keyhaul 1"));
                hosts.add(
                        PlannedHost.named("desk", Set.of(Duty.ONLINE), List.of())
                                .enrolled(online, List.of(), "keyhaul 1"));
            }
            if (hasWitness) {
                people.add(new Person("witness", "Bo Ruiz"));
                hosts.add(
                        PlannedHost.named("bo", Set.of(Duty.WITNESS), List.of())
                                .enrolled(witness, List.of(), "keyhaul 1"));
            }
            return OpenPlan.of(
                    new PlanContent(
                            "0f".repeat(16),
                            "Contoso",
                            new CeremonyPlan.Window(START, START.plusSeconds(86_400)),
                            new PlannedKey(
                                    PlannedSource.parse(source),
                                    type,
                                    size,
                                    isNew,
                                    isNew ? Optional.empty() : Optional.of(HASH)),
                            Optional.of(new PlannedVault(vault, "contoso", "kek", isLocal())),
                            copies == 0
                                    ? Optional.empty()
                                    : Optional.of(
                                            new PlannedCopies(
                                                    copies,
                                                    new PlannedPlace("place.drive-a"),
                                                    hasReplica
                                                            ? Optional.of(
                                                                    new PlannedPlace(
                                                                            "place.drive-b"))
                                                            : Optional.empty(),
                                                    PlannedSource.recipient(
                                                            "pkcs11:token=recovery;object=recovery"),
                                                    true,
                                                    /* isOpen= */ false)),
                            isSealed,
                            hosts,
                            people));
        }

        /** Words that are on the script if and only if the ceremony has what they are about. */
        Map<String, Boolean> words() {
            boolean hasToken = isInToken() || copies > 0;
            Map<String, Boolean> words = new LinkedHashMap<>();
            words.put("witness", hasWitness);
            words.put("approv", hasWitness);
            words.put("request", hasWitness);
            words.put("master cop", copies > 0);
            words.put("journal", copies > 0);
            words.put("recovery", copies > 0);
            words.put("drive-a", copies > 0);
            words.put("drive-b", hasReplica);
            words.put("unmount", copies > 0);
            words.put("extractable", isSealed);
            words.put("permanent", isSealed);
            words.put("make the tenant key\n", isNew);
            words.put("pfx", !isInToken());
            words.put("token", hasToken);
            words.put("pin", hasToken);
            words.put("security officer", isNew || copies > 0);
            words.put("managed hsm", vault.contains("managedhsm"));
            words.put("rehearsal", isLocal());
            words.put("keycreate", !isLocal());
            words.put("rsa-", type.equals("rsa"));
            words.put("ec p-", type.equals("ec"));
            words.put("aes-", type.equals("aes"));
            words.put("check value", type.equals("aes") && isNew);
            words.put("stick", !isOneHost);
            words.put("head of the records", !isOneHost);
            words.put("close the records\n", isOneHost);
            words.put("records of here", false);
            words.put("custodian", false);
            words.put("auditor", false);
            return words;
        }
    }

    static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (String type : List.of("rsa 2048", "ec P-256", "aes 256")) {
            for (String source :
                    List.of(
                            "new pkcs11:token=tenants;object=k",
                            "old pkcs11:token=tenants;object=k",
                            "old pfx:k.pfx")) {
                for (String vault :
                        List.of(
                                "https://v.vault.azure.net",
                                "https://v.managedhsm.azure.net",
                                "https://v.vault.keyhaul.invalid")) {
                    for (int bits = 0; bits < 48; bits++) {
                        String[] typed = type.split(" ");
                        String[] from = source.split(" ");
                        kinds.add(
                                new Kind(
                                        typed[0],
                                        typed[1],
                                        from[1],
                                        from[0].equals("new"),
                                        vault,
                                        (bits & 1) != 0,
                                        bits / 16,
                                        (bits & 2) != 0,
                                        (bits & 4) != 0,
                                        (bits & 8) != 0));
                    }
                }
            }
        }
        return kinds.stream().filter(Kind::canBe).toList();
    }

    private static String html(ClosedPlan plan) {
        return new String(ScriptPage.of(plan, Paper.A4.css()), StandardCharsets.UTF_8);
    }

    /** What is read: tags are line ends. */
    private static String text(String html) {
        return html.replaceAll("(?s)<style>.*?</style>", "")
                .replaceAll("<[^>]*>", "\n")
                .replace("&#39;", "'")
                .toLowerCase(Locale.ROOT);
    }

    @Test
    void everyPlan_hasTheWordsOfItsSteps_andOfNoOthers() throws Exception {
        assertThat(kinds()).hasSizeGreaterThan(300);
        for (Kind kind : kinds()) {
            String text = text(html(kind.plan()));
            kind.words()
                    .forEach(
                            (word, isThere) ->
                                    assertThat(text.contains(word))
                                            .as("'%s' in %s:%n%s", word, kind, text)
                                            .isEqualTo(isThere));
        }
    }

    /** Each step is done once, in an order that the guide can follow. */
    @Test
    void everyPlan_hasEachStepOnce() throws Exception {
        for (Kind kind : kinds()) {
            ClosedPlan plan = kind.plan();
            String html = html(plan);
            for (PlanStep step : PlanSteps.of(plan)) {
                String title =
                        "<b>"
                                + step.title().substring(0, 1).toUpperCase(Locale.ROOT)
                                + step.title().substring(1).replace("'", "&#39;")
                                + "</b>";
                assertThat(html).as(kind.toString()).containsOnlyOnce(title);
            }
            assertThat(html).doesNotContain("<script", "http-equiv=\"refresh", "url(", "@import");
        }
    }

    /** What the guide has people write down has rows of four groups of four digits. */
    @Test
    void numbers_haveEmptyRows() throws Exception {
        Kind full =
                new Kind(
                        "rsa",
                        "2048",
                        "pkcs11:token=tenants;object=k",
                        true,
                        "https://v.vault.azure.net",
                        true,
                        2,
                        true,
                        true,
                        false);
        String html = html(full.plan());
        // Tenant key, recovery pair, blob, journal's head, two closing records; a row for each
        // move, and the witness's.
        int moves = html.split("class=\"move\"", -1).length - 1;
        assertThat(moves).isEqualTo(6);
        assertThat(EMPTY_ROW.matcher(html.replaceAll(">\\s+<", "><")).results().count())
                .isEqualTo(6 * 4 + moves + 1);
    }

    /** The stick carries what was made until then, and nothing that is destroyed. */
    @Test
    void stick_carriesWhatIsThere() throws Exception {
        List<String> cargo = new ArrayList<>();
        Kind full =
                kinds().stream()
                        .filter(k -> k.isSealed() && k.hasWitness())
                        .findFirst()
                        .orElseThrow();
        Pattern.compile("It carries: (.*?)\\.</p>")
                .matcher(html(full.plan()).replace("&#39;", "'"))
                .results()
                .forEach(found -> cargo.add(found.group(1)));
        assertThat(cargo.get(0)).isEqualTo("the plan, the records, the KEK's record (kek.json)");
        assertThat(cargo.get(1))
                .isEqualTo("the plan, the records, the KEK's record (kek.json), 3 requests");
        assertThat(cargo.get(2)).endsWith("3 approvals").doesNotContain("tenant.byok");
        assertThat(cargo.get(4)).contains("kek.json", "tenant.byok").doesNotContain("master cop");
        Kind alone =
                kinds().stream()
                        .filter(k -> k.isSealed() && !k.hasWitness() && !k.isOneHost())
                        .findFirst()
                        .orElseThrow();
        String html = html(alone.plan());
        assertThat(html.substring(html.indexOf("Delete the blob")))
                .as("what is deleted is carried nowhere")
                .doesNotContain("It carries");
    }

    /** What the paper is compared with comes first, as the guide asks for it. */
    @Test
    void thePlansFingerprint_isTheFirstNumber() throws Exception {
        ClosedPlan plan = kinds().get(0).plan();
        String first = html(plan).replaceAll("(?s)^.*?<pre>1  ([0-9a-f -]+)</pre>.*$", "$1");
        assertThat(plan.fingerprint()).startsWith(DigestRows.row(1, first));
    }

    /** A title may have any characters; at the foot of each sheet it is text, and never CSS. */
    @Test
    void title_isTextAtTheFootOfEachSheet() throws Exception {
        OpenPlan open = kinds().get(0).open();
        String title = "\"; } body { display: none } </style><b>\\" + "x".repeat(100);
        OpenPlan named =
                OpenPlan.of(
                        new PlanContent(
                                open.id(),
                                title,
                                open.window(),
                                open.key(),
                                Optional.of(open.vault()),
                                open.copies(),
                                open.isSealed(),
                                open.hosts(),
                                open.people()));
        String style =
                html(named.close(List.of())).replaceAll("(?s)^.*<style>(.*)</style>.*$", "$1");
        String foot = style.replaceAll("(?s)^.*content: \"(Plan 0f0f0f0f[^\"]*)\";.*$", "$1");
        assertThat(foot).startsWith("Plan 0f0f0f0f\\3a  \\22 \\3b  \\7d  body \\7b  display");
        assertThat(foot).contains("xxx").doesNotContain("x".repeat(40), "<", ";", "}");
        assertThat(style).contains("\"Sheet \" counter(page) \" of \" counter(pages)");
    }

    /**
     * The screen's sheet: who was there, when, with which clock, what was in a bag, what differed.
     */
    @Test
    void script_hasRoomForWhatOnlyPeopleCanWrite() throws Exception {
        ClosedPlan plan =
                kinds().stream().filter(Kind::hasWitness).findFirst().orElseThrow().plan();
        String text = text(html(plan)).replaceAll("\\s+", " ");
        assertThat(text)
                .contains("came at", "left at", "place, and date:", "a clock on the wall shows")
                .contains("number of its seal", "seal unbroken", "its number", "exceptions")
                .contains("between 1 ", " and ");
        int steps = text.split("what is done, and written down", -1).length - 1;
        assertThat(text.split("what differed here, why, and when", -1)).hasSize(steps + 1);
        assertThat(html(plan).split("class=\"initials\"", -1)).hasSizeGreaterThan(10);
    }

    /** In black and white: no other colour, no grey. */
    @Test
    void style_hasNoColour() throws Exception {
        String style =
                html(kinds().get(0).plan()).replaceAll("(?s)^.*<style>(.*)</style>.*$", "$1");
        assertThat(
                        Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(|opacity")
                                .matcher(style)
                                .results()
                                .map(found -> found.group()))
                .isNotEmpty()
                .isSubsetOf("#000", "#fff");
    }
}
