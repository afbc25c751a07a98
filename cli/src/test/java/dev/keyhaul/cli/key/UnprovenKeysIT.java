package dev.keyhaul.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A command is killed while it makes a key. What it leaves is listed as unproven, with the command
 * that removes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class UnprovenKeysIT {
    /** What a shell calls a process that SIGKILL ended. */
    private static final int KILLED = 128 + 9;

    private static final int KILLS = 20;
    private static final String AES = "key generate, AES";
    private static final Pattern CONTROL = Pattern.compile("keyhaul control [0-9a-f]{16}");

    @TempDir static Path home;

    private ShimFolder shim;
    private String copy = "";
    private String fingerprint = "";
    private int made;

    @BeforeAll
    void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.withOwnState();
        shim.hsm.generate("tenant");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        shim.hsm.generate("wrapping", "--purpose", "wrapping");
        KekFiles.write(shim.hsm.work, "file.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        JsonObject report =
                shim.hsm
                        .withPin(
                                Args.of("backup", "create", "--json", "--store", "copies")
                                        .with("--key", SoftHsmFolder.uri("tenant"))
                                        .with("--to", SoftHsmFolder.uri("recovery"))
                                        .and("--same-token-only"))
                        .requireDone()
                        .json();
        copy = report.string("id");
        fingerprint = report.string("key_fingerprint");
    }

    @BeforeEach
    void behave() {
        shim.obey();
    }

    private String[] command(String name) {
        made++;
        Args words =
                switch (name) {
                    case "key generate" -> Args.of("key", "generate");
                    case AES -> Args.of("key", "generate", "--type", "aes");
                    case "key import" -> Args.of("key", "import", "--key", "pem:file.pem");
                    default ->
                            Args.of("backup", "restore", "--store", "copies", "--id", copy)
                                    .with("--expect", fingerprint);
                };
        return words.and("--token", "hsm", "--label", label(), "--key-id", "%04x".formatted(made));
    }

    private String label() {
        return "new-" + made;
    }

    @Test
    void keyThatCannotBeDestroyed_isNamed_withWhatRemovesIt() throws Exception {
        String[] generate = command("key generate");
        shim.obey("flag 0x163 0", "fail C_DestroyObject 0x5 0");
        RealCommand.Result failed = shim.withPin(generate);

        assertThat(failed.exit()).isEqualTo(5);
        assertThat(failed.err())
                .contains(
                        "and then: private key '" + label() + "' (handle ",
                        "and then: key '" + label() + "' may still be in token 'hsm'",
                        "'keyhaul key list' shows the command that removes it");
        shim.obey();
        assertThat(list().err())
                .contains("key '" + label() + "' in token 'hsm' is unproven", "remove it: ");
    }

    /** Returns the calls of a command, in order. */
    private List<String> calls(String name) throws Exception {
        shim.obey("log -");
        shim.takeLog();
        shim.withPin(command(name)).requireDone();
        return shim.takeLog();
    }

    /** Returns the place of the call that makes the key. */
    private static int making(String name, List<String> calls) {
        return switch (name) {
            case "key generate" -> calls.indexOf("C_GenerateKeyPair");
            case AES -> calls.indexOf("C_GenerateKey");
            default -> calls.lastIndexOf("C_UnwrapKey");
        };
    }

    private void killAt(int call, String name, List<String> calls) throws Exception {
        killAt(call, calls, command(name));
    }

    private void killAt(int call, List<String> calls, String[] command) throws Exception {
        String function = calls.get(call);
        long count = calls.subList(0, call + 1).stream().filter(function::equals).count();
        shim.obey("kill " + function + " 0 " + count);
        RealCommand.Result killed = shim.withPin(command);
        assertThat(killed.exit()).as(killed.err()).isEqualTo(KILLED);
        shim.obey();
    }

    private RealCommand.Result list() throws Exception {
        return shim.hsm.withPin("key", "list", "--token", "hsm", "--json").requireDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key generate", "key import", "backup restore"})
    void keyOfAKilledCommand_isToldAsUnproven_untilItIsDeleted(String name) throws Exception {
        List<String> calls = calls(name);
        killAt(calls.lastIndexOf("C_CopyObject"), name, calls);

        RealCommand.Result list = list();
        assertThat(list.err())
                .contains("key '" + label() + "' in token 'hsm' is unproven: its making began at ")
                .contains("remove it: keyhaul key delete --key 'pkcs11:");
        assertThat(shim.hsm.keyhaul().run("doctor", "--json").json().objects("checks"))
                .extracting(check -> check.string("says"))
                .anyMatch(says -> says.contains("key '" + label() + "' in token 'hsm'"));

        String left =
                list.json().objects("keys").stream()
                        .filter(key -> key.value("label").orElse("").equals(label()))
                        .map(key -> key.value("fingerprint").orElse("").toString())
                        .findAny()
                        .orElseThrow();
        shim.hsm
                .withPin("key", "delete", "--key", SoftHsmFolder.uri(label()), "--expect", left)
                .requireDone();
        String told = "key '" + label() + "' in token";
        assertThat(list().err()).doesNotContain(told);
        assertThat(shim.hsm.keyhaul().run("doctor", "--json").out()).doesNotContain(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key generate", AES, "key import", "backup restore"})
    @Tag("full")
    void keyOfACommandKilledAnywhere_isNeverLeftWithoutAWord(String name) throws Exception {
        List<String> calls = calls(name);
        int first = making(name, calls);
        // Throw-away AES keys are opened last.
        int last = calls.lastIndexOf(name.equals(AES) ? "C_WrapKey" : "C_CopyObject");
        for (int kill : places(first, last)) {
            killAt(kill, name, calls);
            RealCommand.Result list = list();
            boolean isThere = list.out().contains('"' + label() + '"');
            assertThat(list.err().contains("key '" + label() + "' in token"))
                    .as(calls.get(kill) + " at " + kill)
                    .isEqualTo(isThere);
        }
    }

    /**
     * Throw-away keys that stay for one wrap: the command's list of calls has their whole lives.
     * For a wrapping key there is an AES key as well, which wraps the other.
     */
    @ParameterizedTest
    @CsvSource({"recovery, 1", "wrapping, 2"})
    @Tag("full")
    void controlKeysOfAWrapKilledAnywhere_areNeverLeftWithoutAWord(String to, int keys)
            throws Exception {
        String[] create =
                Args.of("backup", "create", "--store", "copies-" + to)
                        .with("--key", SoftHsmFolder.uri("tenant"))
                        .with("--to", SoftHsmFolder.uri(to))
                        .and("--same-token-only");
        shim.obey("log -");
        shim.takeLog();
        shim.withPin(create).requireDone();
        List<String> calls = shim.takeLog();
        int first = calls.indexOf("C_CopyObject");
        int last = first;
        for (int destroyed = 0; destroyed < keys; destroyed++) {
            last += 1 + calls.subList(last + 1, calls.size()).indexOf("C_DestroyObject");
        }
        Set<String> left = new TreeSet<>();
        int most = 0;
        for (int kill = first; kill <= last + 1; kill++) {
            killAt(kill, calls, create);
            RealCommand.Result list = list();
            Matcher control = CONTROL.matcher(list.out());
            int found = 0;
            while (control.find()) {
                found += left.add(control.group()) ? 1 : 0;
                assertThat(list.err())
                        .as(calls.get(kill) + " at " + kill)
                        .contains("key '" + control.group() + "' in token 'hsm' is unproven");
            }
            most = Math.max(most, found);
        }
        assertThat(most).as("keys that one kill left").isEqualTo(keys);
    }

    private static List<Integer> places(int first, int last) {
        return IntStream.range(0, KILLS)
                .mapToObj(i -> first + (last - first) * i / (KILLS - 1))
                .toList();
    }
}
