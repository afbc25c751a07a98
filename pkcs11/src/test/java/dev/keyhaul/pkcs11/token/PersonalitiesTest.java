package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.Personality;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What works with modules as vendors' documents describe them, and whether a message names the
 * setting where it does not: the table of docs/HSM-NOTES.md, and the messages in
 * docs/dev/SIMULATED.md. Where one differs, the test writes the new ones into {@code
 * target/simulated}.
 */
@ExtendWith(RepeatedKeks.class)
@Tag("long")
class PersonalitiesTest {
    private static final String LABEL = "new";
    private static final Pattern CODE = Pattern.compile("\\((0x[0-9A-F]+)\\)");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([^|]+) \\|(?: (?:works|named|no)[^|]*\\|){8}$");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)$");
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final Path WRITTEN = Path.of("target", "simulated");

    private final ShimModule shim = ShimModule.create();
    private byte[] copy = {};
    private KeyDescription copied;

    private interface Opening {
        Token open() throws KeyTransferException;
    }

    private interface Act {
        void on(Token token) throws Exception;
    }

    @BeforeEach
    void makeKeys() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"), KeyRequest.recovery("recovery"));
        try (Token token = login()) {
            TokenKey target = token.key(KeySelector.label("tenant"));
            copy = target.wrapUnder(token.onlyRecoveryKey().wrappingKey()).ciphertext();
            copied = target.description();
        }
    }

    @AfterEach
    void close() {
        shim.close();
    }

    /** The vendors' own, one of each kind of refusal. */
    @ParameterizedTest
    @EnumSource(names = {"CLOUDHSM", "YUBIHSM"})
    void personality_isAsTheNotesSay(Personality personality) throws Exception {
        requireAsDocumented(personality);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            names = {"CLOUDHSM", "YUBIHSM"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyOther_isAsTheNotesSay(Personality personality) throws Exception {
        requireAsDocumented(personality);
    }

    /** A row that no rule stands behind any more would be trusted all the same. */
    @Test
    void notes_haveARowForEach_andNoOther() throws Exception {
        List<String> titles = Stream.of(Personality.values()).map(one -> one.title).toList();

        assertThat(first(document("docs/HSM-NOTES.md"), ROW)).containsExactlyElementsOf(titles);
        assertThat(first(document("docs/dev/SIMULATED.md"), SECTION))
                .containsExactlyElementsOf(titles);
    }

    private static List<String> first(String document, Pattern pattern) {
        return pattern.matcher(document).results().map(found -> found.group(1)).toList();
    }

    private void requireAsDocumented(Personality personality) throws Exception {
        Map<String, String> cells = cells(personality);
        String row = row(personality, cells);
        String section = section(personality, cells);
        Files.createDirectories(WRITTEN);
        Files.writeString(
                WRITTEN.resolve("%02d.md".formatted(personality.ordinal())),
                row + "\n\n" + section);

        assertThat(document("docs/HSM-NOTES.md")).contains(row);
        assertThat(document("docs/dev/SIMULATED.md")).contains(section);
    }

    private static String document(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    /** What each command asks of the token, in the order of the table's columns. */
    private Map<String, String> cells(Personality personality) throws Exception {
        Map<String, Act> acts = new LinkedHashMap<>();
        acts.put("key generate", token -> token.generate(KeyRequest.target(LABEL)));
        acts.put("evidence key", token -> token.generate(KeyRequest.evidence(LABEL)));
        acts.put("recovery pair", token -> token.generate(KeyRequest.recovery(LABEL)));
        acts.put("key import", PersonalitiesTest::importKey);
        acts.put("byok create", PersonalitiesTest::wrap);
        acts.put(
                "backup create",
                token ->
                        token.key(KeySelector.label("tenant"))
                                .wrapUnder(token.onlyRecoveryKey().wrappingKey()));
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("token probe", outcome(personality, this::open, PersonalitiesTest::probe));
        for (Map.Entry<String, Act> act : acts.entrySet()) {
            cells.put(act.getKey(), outcome(personality, this::open, act.getValue()));
        }
        // As in a token that has lost the key: one that is there is refused.
        delete("tenant");
        cells.put("backup restore", outcome(personality, this::open, this::restore));
        return cells;
    }

    /** Each command is a login of its own; what it made goes, with no rule in the way. */
    private String outcome(Personality personality, Opening opening, Act act) throws Exception {
        shim.obey(personality.lines());
        try (Token token = opening.open()) {
            // Once more, since a login is no idle time.
            shim.obey(personality.lines());
            act.on(token);
            return "";
        } catch (KeyTransferException e) {
            String said = e.getMessage() + e.hint().map(hint -> "; " + hint).orElse("");
            return said.replaceAll(" \\(serial [0-9a-f]+, slot \\d+\\)", "");
        } finally {
            delete(LABEL);
        }
    }

    private void delete(String label) throws KeyTransferException {
        shim.obey();
        try (Token token = login()) {
            for (KeyInfo key : token.keys()) {
                if (key.label().equals(label)) {
                    token.delete(key);
                }
            }
        }
    }

    private Token login() throws KeyTransferException {
        return shim.hsm()
                .module()
                .login(shim.hsm().module().find(TokenSelector.label("HSM")), info -> SoftHsm.pin());
    }

    /** As each command does: it takes no PIN where none is needed. */
    private Token open() throws KeyTransferException {
        TokenInfo info = shim.hsm().module().find(TokenSelector.label("HSM"));
        return info.needsLogin() ? login() : shim.hsm().module().openWithoutLogin(info);
    }

    private static void probe(Token token) throws KeyTransferException {
        TokenProbe probe = token.probe();
        if (probe.strategy().isEmpty()) {
            throw new TokenException(
                    Reason.TOKEN_LIMIT,
                    "no way to wrap: 0x210b "
                            + probe.capabilities().keyWrapKwp().reportName()
                            + ", 0x210a "
                            + probe.capabilities().keyWrapPad().reportName()
                            + ", 0x1054 "
                            + probe.oneShot().reportName()
                            + probe.quirks().stream()
                                    .map("; "::concat)
                                    .collect(Collectors.joining()),
                    null);
        }
    }

    private static void importKey(Token token) throws Exception {
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate());
                TokenKey imported = token.importKey(key, RestoreAs.tokenKey(LABEL))) {
            assertThat(imported.description()).isEqualTo(key.description());
        }
    }

    private static void wrap(Token token) throws Exception {
        token.key(KeySelector.label("tenant")).wrapUnder(TestKeys.kek());
    }

    private void restore(Token token) throws Exception {
        token.onlyRecoveryKey().restore(copy, copied, RestoreAs.tokenKey(LABEL)).close();
    }

    private static String row(Personality personality, Map<String, String> cells) {
        return cells.values().stream()
                .map(outcome -> mark(personality, outcome))
                .collect(Collectors.joining(" | ", "| " + personality.title + " | ", " |"));
    }

    private static String mark(Personality personality, String outcome) {
        if (outcome.isEmpty()) {
            return "works";
        }
        if (!personality.setting.isEmpty() && outcome.contains(personality.setting)) {
            return "named";
        }
        Matcher code = CODE.matcher(outcome);
        return code.find() ? "no, " + code.group(1).toLowerCase(Locale.ROOT) : "no";
    }

    private static String section(Personality personality, Map<String, String> cells) {
        List<String> lines = new ArrayList<>(List.of("## " + personality.title, ""));
        for (Personality.Rule rule : personality.rules) {
            lines.add("* " + rule.told());
        }
        lines.addAll(List.of("", "| commands | outcome |", "|---|---|"));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        cells.forEach(
                (command, outcome) ->
                        commands.computeIfAbsent(outcome, any -> new ArrayList<>()).add(command));
        commands.forEach(
                (outcome, those) ->
                        lines.add(
                                "| "
                                        + String.join(", ", those)
                                        + " | "
                                        + (outcome.isEmpty() ? "works" : outcome)
                                        + " |"));
        return String.join("\n", lines) + "\n";
    }
}
