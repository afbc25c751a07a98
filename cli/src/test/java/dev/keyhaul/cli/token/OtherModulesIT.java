package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.ForeignFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.fixture.Personality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each command that needs a token, typed on tokens that nobody here wrote, and on AWS CloudHSM as
 * its documents describe it: it works, or says why not, as docs/dev/OTHER-MODULES.md shows. A page
 * that differs is written into {@code target/other-modules}.
 */
@Tag("long")
class OtherModulesIT {
    private static final Path PAGE =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "dev", "OTHER-MODULES.md");
    private static final Path WRITTEN = Path.of("target", "other-modules");

    @TempDir Path home;
    private Typing typing = args -> new RealCommand.Result(0, "", "");
    private String token = "";
    private Path work = Path.of("");
    private final Map<String, String> cells = new LinkedHashMap<>();

    /** Runs a command on the token, with its PIN. */
    @FunctionalInterface
    private interface Typing {
        RealCommand.Result type(String... args) throws Exception;
    }

    @Test
    void softHsm() throws Exception {
        ShimFolder shim = ShimFolder.withToken(home);
        requireAsShown("SoftHSM", shim);
    }

    @Test
    void awsCloudHsm_asDocumented() throws Exception {
        ShimFolder shim = ShimFolder.withToken(home);
        shim.obey(Personality.CLOUDHSM.lines());
        requireAsShown("AWS CloudHSM, as documented", shim);
    }

    @Test
    void kryoptic() throws Exception {
        requireAsShown("kryoptic");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"pkcs11rs", "craton", "wolfpkcs11", "wolfpkcs11-nss"})
    void other(String kind) throws Exception {
        requireAsShown(kind);
    }

    private void requireAsShown(String title, ShimFolder shim) throws Exception {
        typing = shim::withPin;
        token = SoftHsmFolder.TOKEN;
        work = shim.hsm.work;
        requireSection(title);
    }

    private void requireAsShown(String kind) throws Exception {
        ForeignFolder foreign = ForeignFolder.in(home, kind);
        work = foreign.work;
        typing = foreign::withPin;
        token = ForeignFolder.TOKEN;
        requireSection(kind);
    }

    private void requireSection(String title) throws Exception {
        typeAll();
        List<String> lines = new ArrayList<>(List.of("## " + title, ""));
        lines.addAll(List.of("| commands | outcome |", "|---|---|"));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        cells.forEach(
                (command, outcome) ->
                        commands.computeIfAbsent(outcome, any -> new ArrayList<>()).add(command));
        commands.forEach(
                (outcome, those) ->
                        lines.add("| " + String.join(", ", those) + " | " + outcome + " |"));
        String section = String.join("\n", lines) + "\n";
        System.out.println(section);
        Files.createDirectories(WRITTEN);
        Files.writeString(WRITTEN.resolve(title.replaceAll("\\W+", "-") + ".md"), section);
        assertThat(Files.readString(PAGE)).contains(section);
    }

    private void typeAll() throws Exception {
        KekFiles.secret(
                work,
                "rsa.pem",
                new OpenSsl(work).make("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"));
        KekFiles.write(work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        generate("key generate", "tenant");
        generate("key generate --type ec", "ec", "--type", "ec");
        generate("key generate --type aes", "aes", "--type", "aes");
        guarded("recovery");
        guarded("wrapping");
        generate("key generate --purpose evidence", "evidence", "--purpose", "evidence");
        cell(
                "byok create",
                KekFiles.trusted(
                        work,
                        Args.of("byok", "create", "--kek", "kek.json", "-o", "blob.byok")
                                .and("--key", uri("tenant"))));
        cell(
                "key import",
                Args.of("key", "import", "--key", "pem:rsa.pem", "--token", token)
                        .and("--label", "imported"));
        String id = backup("backup create", "pem:rsa.pem", "recovery");
        opened("", id);
        String ofWrapping = backup("backup create (wrapping key)", uri("tenant"), "wrapping");
        opened(" (wrapping key)", ofWrapping);
        typing.type("key", "generate", "--token", token, "--label", "exposed");
        cell(
                "key make-unextractable",
                Args.of("key", "make-unextractable", "--key", uri("exposed"))
                        .and("--expect", fingerprint("exposed"), "--without-copies"));
    }

    private void opened(String how, String id) throws Exception {
        if (id.isEmpty()) {
            return; // There is no copy.
        }
        String label = how.isEmpty() ? "imported" : "tenant";
        String expected = fingerprint(label);
        cell(
                "backup drill" + how,
                Args.of("backup", "drill", "--store", "copies", "--id", id)
                        .and("--expect", expected, "--token", token));
        typing.type("key", "delete", "--key", uri(label), "--expect", expected);
        cell(
                "backup restore" + how,
                Args.of("backup", "restore", "--store", "copies", "--id", id)
                        .with("--expect", expected, "--token", token)
                        .and("--label", label));
    }

    private String backup(String what, String key, String to) throws Exception {
        List<String> args = new ArrayList<>(List.of("backup", "create", "--key", key));
        args.addAll(List.of("--store", "copies", "--to", uri(to), "--same-token-only", "--json"));
        if (String.valueOf(cells.get("key generate --purpose " + to)).contains("--allow")) {
            args.add("--allow-open-guard");
        }
        RealCommand.Result result = typing.type(args.toArray(String[]::new));
        cells.put(what, outcome(result));
        return result.exit() == 0 ? json(result).string("id") : "";
    }

    private String fingerprint(String label) throws Exception {
        RealCommand.Result list = typing.type("key", "list", "--token", token, "--json");
        for (JsonObject key : json(list).objects("keys")) {
            if (key.string("label").equals(label)) {
                return key.string("fingerprint");
            }
        }
        return "0".repeat(64);
    }

    private void generate(String what, String label, String... more) throws Exception {
        RealCommand.Result result =
                typing.type(
                        Args.of("key", "generate", "--token", token, "--label", label, "--json")
                                .and(more));
        cells.put(what, outcome(result));
    }

    /** A pair or key that opens others: once more with the option that the refusal names. */
    private void guarded(String purpose) throws Exception {
        String what = "key generate --purpose " + purpose;
        generate(what, purpose, "--purpose", purpose);
        String refused = String.valueOf(cells.get(what));
        if (refused.contains("--allow-open-guard")) {
            generate(what, purpose, "--purpose", purpose, "--allow-open-guard");
            cells.merge(what, refused + "; with it: ", (now, before) -> before + now);
        }
    }

    private void cell(String what, String... args) throws Exception {
        cells.put(what, outcome(typing.type(args)));
    }

    private String uri(String label) {
        return "pkcs11:token=" + token + ";object=" + label;
    }

    private static JsonObject json(RealCommand.Result result) throws Exception {
        String out = result.out();
        return JsonObject.parse(out.substring(out.indexOf('{')).getBytes(StandardCharsets.UTF_8));
    }

    /** "works", with what the report says of the template; or the error with its next step. */
    private static String outcome(RealCommand.Result result) throws Exception {
        if (result.exit() != 0) {
            return result.err()
                    .lines()
                    .map(line -> line.replaceFirst("^.*\\bkeyhaul: ", ""))
                    .filter(line -> line.startsWith("error: ") || line.startsWith("hint: "))
                    .map(line -> line.replaceFirst("^error: |^hint: ", ""))
                    .reduce("", (one, next) -> one.isEmpty() ? next : one + "; " + next)
                    .replaceAll(" ?\\((serial|id|handle) [^)]*\\)", "")
                    .replaceAll("/\\S*/", "")
                    .replace("|", "\\|");
        }
        StringBuilder works = new StringBuilder("works");
        if (result.out().contains("\"template_without\"")) {
            List<String> without = json(result).strings("template_without");
            List<String> open =
                    result.out().contains("\"open_guards\"")
                            ? json(result).strings("open_guards")
                            : List.of();
            if (!without.isEmpty()) {
                works.append(", without ").append(String.join(", ", without));
            }
            if (!open.isEmpty()) {
                works.append("; not enforced: ").append(String.join(", ", open));
            }
        }
        return works.toString();
    }
}
