package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.pkcs11.fixture.Personality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real commands say of a vendor's module, as its documents describe it, what
 * docs/dev/SIMULATED.md shows; {@code doctor}, which logs in nowhere, finds nothing wrong with it.
 */
@Tag("long")
class PersonalitiesIT {
    private static final Path PAGE =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "dev", "SIMULATED.md");

    private static final String HSM = SoftHsmFolder.TOKEN;

    @TempDir static Path home;
    private static ShimFolder shim;
    private static String copy = "";
    private static String fingerprint = "";
    private static int runs;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        byte[] pem = new OpenSsl(home).make("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        KekFiles.secret(shim.hsm.work, "rsa.pem", pem);
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        copy = backup("pem:rsa.pem", "copies").requireDone().json().string("id");
        fingerprint =
                shim.hsm
                        .keyhaul()
                        .run("inspect", "--json", "pem:rsa.pem")
                        .requireDone()
                        .json()
                        .string("fingerprint");
    }

    @ParameterizedTest
    @EnumSource(names = "YUBIHSM")
    void commands_sayWhatThePageShows(Personality personality) throws Exception {
        requireAsShown(personality);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            names = {"YUBIHSM", "UTIMACO", "SLOW"},
            mode = EnumSource.Mode.EXCLUDE)
    void commandsOfEveryOther_sayWhatThePageShows(Personality personality) throws Exception {
        requireAsShown(personality);
    }

    private static void requireAsShown(Personality personality) throws Exception {
        Map<String, String> shown = shown(personality);
        List<String> other = new ArrayList<>();
        for (Map.Entry<String, String> cell : shown.entrySet()) {
            shim.obey(personality.lines());
            RealCommand.Result result = run(cell.getKey());
            // The rest of the line is the hint, which the command may print elsewhere.
            String message = cell.getValue().replaceFirst(";.*", "");
            String said = (result.out() + result.err()).replaceAll("\\s+", " ");
            // The page's probe makes no key that stays.
            boolean works = result.exit() == 0 || said.contains(" trials failed");
            if (message.equals("works")
                    ? !works
                    : !isSaid(message, said) && !isNamed(personality, cell, said)) {
                other.add(cell + ", not exit " + result.exit() + ": " + said);
            }
        }
        RealCommand.Result doctor = shim.withoutPin("doctor");
        shim.obey();
        assertThat(other).isEmpty();
        assertThat(doctor.out()).containsPattern("(?m)^module +ok");
    }

    /** The probe shows behaviours in a table of its own, and a token with its serial number. */
    private static boolean isSaid(String message, String said) {
        return message.startsWith("no way to wrap")
                || said.contains(message.replaceFirst("^token '\\w+':? ", ""));
    }

    /** This command looks for the copy's recipients, and so says in other words what is missing. */
    private static boolean isNamed(
            Personality personality, Map.Entry<String, String> cell, String said) {
        return cell.getKey().equals("backup restore")
                && cell.getValue().contains(personality.setting)
                && said.contains(personality.setting);
    }

    private static Map<String, String> shown(Personality personality) throws Exception {
        Map<String, String> cells = new LinkedHashMap<>();
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("## " + personality.title + "\n"));
        for (String line : section.split("\n## ", 2)[0].lines().toList()) {
            String[] parts = line.split(" \\| ", 2);
            if (parts.length == 2 && !line.startsWith("| commands")) {
                for (String command : parts[0].substring(2).split(", ")) {
                    cells.put(command, parts[1].replaceFirst(" \\|$", ""));
                }
            }
        }
        assertThat(cells).hasSize(8);
        return cells;
    }

    private static RealCommand.Result run(String command) throws Exception {
        String name = "run-" + ++runs;
        return switch (command) {
            case "token probe" -> shim.withPin("token", "probe", "--token", HSM);
            case "key generate" -> generate(name, "target");
            case "evidence key" -> generate(name, "evidence");
            case "recovery pair" -> generate(name, "recovery");
            case "key import" ->
                    shim.withPin(
                            Args.of("key", "import", "--key", "pem:rsa.pem", "--token", HSM)
                                    .with("--key-id", "%02x".formatted(runs))
                                    .and("--label", name));
            case "byok create" ->
                    shim.withPin(
                            KekFiles.trusted(
                                    shim.hsm.work,
                                    Args.of("byok", "create", "--kek", "kek.json", "-o", name)
                                            .and("--key", SoftHsmFolder.uri("tenant"))));
            case "backup create" -> backup(SoftHsmFolder.uri("tenant"), name);
            case "backup restore" ->
                    shim.withPin(
                            Args.of("backup", "restore", "--store", "copies", "--id", copy)
                                    .with("--expect", fingerprint, "--token", HSM)
                                    .with("--key-id", "%02x".formatted(runs))
                                    .and("--label", name));
            default -> throw new AssertionError(Objects.toString(command));
        };
    }

    private static RealCommand.Result generate(String label, String purpose) throws Exception {
        return shim.withPin(
                Args.of("key", "generate", "--token", HSM, "--label", label)
                        .and("--purpose", purpose));
    }

    private static RealCommand.Result backup(String key, String store) throws Exception {
        return shim.withPin(
                Args.of("backup", "create", "--key", key, "--store", store)
                        .with("--to", SoftHsmFolder.uri("recovery"))
                        .and("--same-token-only", "--json"));
    }
}
