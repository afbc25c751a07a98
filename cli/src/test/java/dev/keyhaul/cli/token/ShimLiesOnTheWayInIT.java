package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token that keeps less than it says, or guards it less, or makes another key than asked: through
 * the commands that bring a key into a token or make one there. Each is refused, and leaves nothing
 * with the name that was asked for. At the end the table lie × command × kind is printed.
 */
@Tag("long")
class ShimLiesOnTheWayInIT {
    private static final List<String> KINDS = List.of("RSA", "EC", "AES");

    /** A key that does not stay, one that can be wrapped, and one that can be read alone. */
    private static final Map<String, String> OF_UNWRAPPING =
            Map.of(
                    "a session object", "unwrap-as 0x210a 0x1",
                    "extractable", "unwrap-as 0x210a 0x2",
                    "readable", "unwrap-as 0x210a 0xe",
                    "no key stays", "keyless-token -");

    private static final Map<String, String> SOURCES =
            Map.of("RSA", "pem:rsa.pem", "EC", "pem:ec.pem", "AES", "aes:key.aes");

    private static final Map<String, String> TABLE = new LinkedHashMap<>();

    @TempDir static Path home;
    private static ShimFolder shim;
    private static final Map<String, String> COPIES = new LinkedHashMap<>();
    private static int tried;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("recovery", "--purpose", "recovery");
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        OpenSsl openssl = new OpenSsl(home);
        secret("rsa.pem", openssl.make("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"));
        secret("ec.pem", openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"));
        byte[] aes = new byte[32];
        new SecureRandom().nextBytes(aes);
        secret("key.aes", aes);
        for (String kind : KINDS) {
            String id =
                    shim.hsm
                            .withPin(
                                    "backup",
                                    "create",
                                    "--key",
                                    source(kind),
                                    "--store",
                                    "copies",
                                    "--to",
                                    SoftHsmFolder.uri("recovery"),
                                    "--json")
                            .requireDone()
                            .json()
                            .string("id");
            COPIES.put(kind, id);
        }
    }

    @AfterAll
    static void print() {
        System.out.println("lie × command × kind:");
        TABLE.forEach((cell, outcome) -> System.out.println("  " + cell + ": " + outcome));
    }

    @Test
    void keyImport_ofEachKind_isRefusedAndNothingStays() throws Exception {
        requireRefused(
                "key import",
                OF_UNWRAPPING,
                KINDS,
                (kind, label) ->
                        shim.withPin(
                                Args.of("key", "import", "--key", source(kind))
                                        .with("--token", SoftHsmFolder.TOKEN, "--key-id", id())
                                        .and("--label", label)));
    }

    @Test
    void backupRestore_ofEachKind_isRefusedAndNothingStays() throws Exception {
        requireRefused(
                "backup restore",
                OF_UNWRAPPING,
                KINDS,
                (kind, label) -> shim.withPin(copy("restore", kind, "--label", label)));
    }

    @Test
    void backupDrill_ofEachKind_isRefusedAndNothingStays() throws Exception {
        requireRefused(
                "backup drill",
                Map.of(
                        "extractable", "unwrap-as 0x210a 0x2",
                        "readable", "unwrap-as 0x210a 0xe"),
                KINDS,
                (kind, label) -> shim.withPin(copy("drill", kind)));
    }

    /** Keyhaul cannot remove such a copy: each command that moved the key ends with an error. */
    @Test
    void aCopyThatStays_isAnErrorOfEachCommand() throws Exception {
        Map<String, Run> commands =
                Map.of(
                        "backup drill",
                                (kind, label) -> shim.withPin(copy("drill", kind, "--json")),
                        "backup restore",
                                (kind, label) ->
                                        shim.withPin(
                                                copy("restore", kind, "--label", label, "--json")),
                        "key import",
                                (kind, label) ->
                                        shim.withPin(
                                                Args.of("key", "import", "--key", source(kind))
                                                        .with("--token", SoftHsmFolder.TOKEN)
                                                        .with("--key-id", id(), "--json")
                                                        .and("--label", label)),
                        "key generate",
                                (kind, label) ->
                                        generate(
                                                label,
                                                "--json",
                                                "--type",
                                                kind.toLowerCase(Locale.ROOT)),
                        "backup create",
                                (kind, label) ->
                                        shim.withPin(
                                                Args.of("backup", "create", "--key")
                                                        .with(SoftHsmFolder.uri(label))
                                                        .with("--store", "copies", "--to")
                                                        .with(SoftHsmFolder.uri("recovery"))
                                                        .and("--same-token-only", "--json")),
                        "byok create", (kind, label) -> blob(label),
                        "batch run", (kind, label) -> batch(label));
        List<String> missed = new ArrayList<>();
        int next = 0;
        for (String command : new TreeMap<>(commands).keySet()) {
            boolean isForVault = command.equals("byok create") || command.equals("batch run");
            String kind = isForVault ? "RSA" : KINDS.get(++next % KINDS.size());
            String label = "copied-" + ++tried;
            if (isForVault || command.equals("backup create")) {
                shim.hsm.generate(label, "--type", kind.toLowerCase(Locale.ROOT));
            }
            shim.obey("leaves spare");
            RealCommand.Result result = commands.get(command).run(kind, label);
            shim.obey();
            TABLE.put("a copy stays × " + command + " × " + kind, outcome(result));
            if (result.exit() != 7
                    || !result.err().contains("key 'spare' (id ")
                    || !isReported(result)) {
                missed.add(command + " × " + kind + ": " + outcome(result) + result.out());
            }
        }
        assertThat(missed).isEmpty();
        assertThat(shim.hsm.listed(SoftHsmFolder.TOKEN)).anyMatch(line -> line.contains("spare"));
    }

    /** A pair whose numbers another object has is refused before there is a report. */
    private static boolean isReported(RealCommand.Result result) {
        return Pattern.compile(
                        "\"kept_copies\": \\[\\s*\\{\\s*\"slot\": \\d+,\\s*\"label\": \"spare\",\\s*\"id\": \"")
                .matcher(result.out())
                .find();
    }

    /** As of an HSM in FIPS mode: a line on the screen, and no failure. */
    @Test
    void aTrialThatShowsNothing_isReported_andNoFailure() throws Exception {
        Map<String, RealCommand.Result> results = new TreeMap<>();
        shim.obey("fail C_CopyObject 0x54 0");
        results.put("key generate", generate("untried-" + ++tried, "--type", "ec"));
        results.put(
                "backup restore",
                shim.withPin(copy("restore", "EC", "--label", "untried-restored")));
        results.put(
                "key import",
                shim.withPin(
                        Args.of("key", "import", "--key", source("AES"), "--key-id", id())
                                .and(
                                        "--token",
                                        SoftHsmFolder.TOKEN,
                                        "--label",
                                        "untried-imported")));
        shim.obey();

        results.forEach(
                (command, result) ->
                        assertThat(result.requireDone().out())
                                .as(command)
                                .containsPattern("guard not shown +C_CopyObject CKA_"));
        assertThat(generate("tried-" + ++tried, "--type", "ec").requireDone().out())
                .doesNotContain("guard");
    }

    private static RealCommand.Result blob(String label) throws Exception {
        Args create = Args.of("byok", "create", "--key", SoftHsmFolder.uri(label));
        return shim.withPin(
                KekFiles.trusted(
                        shim.hsm.work,
                        create.and("-o", label + ".byok", "--kek", "kek.json", "--json")));
    }

    private static RealCommand.Result batch(String label) throws Exception {
        String line = SoftHsmFolder.uri(label) + ",kek.json," + label + ".byok";
        KekFiles.write(shim.hsm.work, label + ".csv", "source,kek,output\n" + line + "\n");
        return shim.withPin(
                Args.of("batch", "run", label + ".csv", "--json")
                        .and(KekFiles.trust(shim.hsm.work, "kek.json")));
    }

    private static String[] copy(String verb, String kind, String... more) throws Exception {
        Args args =
                Args.of(
                                "backup",
                                verb,
                                "--store",
                                "copies",
                                "--id",
                                Objects.requireNonNull(COPIES.get(kind)))
                        .with("--expect", fingerprint(kind), "--token", SoftHsmFolder.TOKEN);
        return verb.equals("restore")
                ? Args.of(args.and(more)).and("--key-id", id())
                : args.and(more);
    }

    @Test
    void keyGenerate_anotherKeyThanAsked_isRefusedAndNothingStays() throws Exception {
        Map<String, String> lies =
                Map.of(
                        "an old private half", "constant-private -",
                        "an old private half that tells the new modulus", "constant-private - 1",
                        "an old pair again", "constant-pair -",
                        "exponent 3", "exponent-3 -",
                        "a session object", "pair-as - 0x1",
                        "no key stays", "keyless-token -");
        // The shim keeps the first pair that it makes, which is no lie yet.
        shim.obey(madeHere("constant-pair -", "target"));
        generate("first").requireDone();
        for (String purpose : List.of("target", "recovery", "evidence")) {
            // A pair for evidence is as long as one for recovery: it is in the token already.
            if (purpose.equals("recovery")) {
                shim.obey(madeHere("constant-pair -", purpose));
                generate("first-" + purpose, "--purpose", purpose).requireDone();
            }
            Map<String, String> told = new TreeMap<>(lies);
            told.replaceAll((lie, rule) -> madeHere(rule, purpose));
            requireRefused(
                    "key generate",
                    told,
                    List.of("RSA " + purpose),
                    (kind, label) -> generate(label, "--purpose", purpose));
        }
    }

    @Test
    void keyGenerate_anOldEcPair_isRefusedAndNothingStays() throws Exception {
        shim.hsm.generate("old", "--type", "ec");
        requireRefused(
                "key generate",
                Map.of(
                        "an old private half", "copy-private old",
                        "an old pair again", "copy-pair old",
                        "a session object", "pair-as - 0x1",
                        "no key stays", "keyless-token -"),
                List.of("EC"),
                (kind, label) -> generate(label, "--type", "ec"));
    }

    @Test
    void keyGenerate_anOldAesKey_isRefusedAndNothingStays() throws Exception {
        shim.obey(madeHere("constant-aes - 1", "target"));
        generate("first-aes", "--type", "aes").requireDone();
        requireRefused(
                "key generate",
                Map.of("an old key again", madeHere("constant-aes - 1", "target")),
                List.of("AES"),
                (kind, label) -> generate(label, "--type", "aes"));
    }

    /** What the shim creates instead, it says to be generated: else that alone would be refused. */
    private static String madeHere(String rule, String purpose) {
        return rule
                + "\nflag 0x163 1\nflag 0x165 1"
                + (purpose.equals("target") ? "" : "\nflag 0x164 1");
    }

    private static RealCommand.Result generate(String label, String... more) throws Exception {
        return shim.withPin(
                Args.of("key", "generate", "--token", SoftHsmFolder.TOKEN, "--label", label)
                        .and(more));
    }

    private static void requireRefused(
            String command, Map<String, String> lies, List<String> kinds, Run run)
            throws Exception {
        List<String> missed = new ArrayList<>();
        for (Map.Entry<String, String> lie : new TreeMap<>(lies).entrySet()) {
            for (String kind : kinds) {
                String label = "new-" + ++tried;
                shim.obey(lie.getValue());
                RealCommand.Result result = run.run(kind, label);
                shim.obey();
                String cell = lie.getKey() + " × " + command + " × " + kind;
                String outcome = outcome(result);
                TABLE.put(cell, outcome);
                boolean stays =
                        shim.hsm.listed(SoftHsmFolder.TOKEN).stream()
                                .anyMatch(line -> line.contains(label));
                if (!(ShimLiesIT.isRefusal(result, 5) || ShimLiesIT.isRefusal(result, 7))
                        || stays) {
                    missed.add(cell + ": " + outcome + (stays ? ", and the key is there" : ""));
                }
            }
        }
        for (String kind : kinds) {
            run.run(kind, "honest-" + ++tried).requireDone();
        }
        assertThat(missed).isEmpty();
    }

    private static String outcome(RealCommand.Result result) {
        return "exit "
                + result.exit()
                + Stream.of(result.err().split("\n"))
                        .filter(line -> line.contains("error") || line.contains("warning"))
                        .min(Comparator.comparing(line -> line.contains("warning")))
                        .map(line -> " " + line)
                        .orElse("");
    }

    /** Another for each: equal keys would have equal ids. */
    private static String id() {
        return "%04x".formatted(++tried);
    }

    private static String fingerprint(String kind) throws Exception {
        return shim.hsm
                .keyhaul()
                .run("inspect", "--json", source(kind))
                .requireDone()
                .json()
                .string("fingerprint");
    }

    private static String source(String kind) {
        return Objects.requireNonNull(SOURCES.get(kind));
    }

    private static void secret(String name, byte[] content) throws Exception {
        Path file = Files.write(shim.hsm.work.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @FunctionalInterface
    private interface Run {
        RealCommand.Result run(String kind, String label) throws Exception;
    }
}
