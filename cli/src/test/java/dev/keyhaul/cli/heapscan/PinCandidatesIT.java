package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap of a command that logs in several times does not tell one PIN from another: not the PIN,
 * not a hash, and not a few salted bits of it, which three logins would be enough to undo.
 *
 * <p>The same command runs twice, on the same tokens, with two PINs. Whatever an object of the
 * program holds of a PIN is another value in the second run; and so is whatever it holds of a PIN
 * with a salt, if the salt is drawn anew, since at least the salt is. So no function of a PIN need
 * be known here: each number that is not the same in both runs is listed with what it is. Looked at
 * are numbers, boxed numbers and arrays of up to 64 bytes that an object of the program holds
 * itself; not what collections of the JDK hold for it, nor what the fields of the list hide.
 */
@Tag("full")
final class PinCandidatesIT {
    private static final String OTHER_PIN = SoftHsmFolder.PIN.replace("4711", "3141");

    /** System.nanoTime: no two runs have it in common. */
    private static final String CLOCK = "dev.keyhaul.pkcs11.session.SessionPool#lastChange";

    /** Differ from run to run, and come from nowhere near a PIN. */
    private static final Set<String> VARY =
            Set.of(
                    "dev.keyhaul.core.der.DerSequence$Element#to", // lengths in a certificate
                    "dev.keyhaul.core.json.JsonPath#index", // of journal's entries
                    "dev.keyhaul.core.key.WrappedKey#sha256", // of a new ciphertext
                    "dev.keyhaul.core.key.WrappedKey$Builder#sha256",
                    CLOCK,
                    "dev.keyhaul.pkcs11.probe.ControlKey$Encoding#zeroPadded", // of a new key
                    "dev.keyhaul.pkcs11.object.FoundKey#readAt", // System.nanoTime
                    "dev.keyhaul.pkcs11.probe.KeyWrapFingerprint#aes", // of an AES key for one use
                    "dev.keyhaul.pkcs11.probe.KeyWrapFingerprint#secret",
                    "dev.keyhaul.pkcs11.session.Session$$Lambda#arg$4", // is signed or wrapped
                    "dev.keyhaul.pkcs11.binding.Attribute$Bytes#value"); // CKA_ID and the like

    @TempDir Path home;

    private SoftHsmFolder hsm;

    @Test
    void numbersLeftByALoginCommand_areTheSameForEveryPin() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("log").requireDone();
        hsm.generate("tenant");
        hsm.generate("recovery", "--purpose", "recovery");
        hsm.withPin(
                        "key",
                        "generate",
                        "--token",
                        "log",
                        "--label",
                        "evidence",
                        "--purpose",
                        "evidence")
                .requireDone();
        HeapWatch watch = new HeapWatch(home.resolve("watch"));

        Map<String, Set<String>> one = numbersLeft(watch, SoftHsmFolder.PIN);
        changePin("hsm");
        changePin("log");
        Files.writeString(Path.of(hsm.at("user.pin")), OTHER_PIN + "\n");
        Map<String, Set<String>> two = numbersLeft(watch, OTHER_PIN);

        Map<String, List<Set<String>>> differ = new TreeMap<>();
        Set<String> fields = new TreeSet<>(one.keySet());
        fields.addAll(two.keySet());
        for (String field : fields) {
            List<Set<String>> both =
                    List.of(one.getOrDefault(field, Set.of()), two.getOrDefault(field, Set.of()));
            if (!both.get(0).equals(both.get(1))) {
                differ.put(field, both);
            }
        }
        assertThat(fields)
                .hasSizeGreaterThan(100)
                .contains("dev.keyhaul.pkcs11.session.TokenLogin#accepted");
        assertThat(differ).containsKey(CLOCK);
        differ.keySet().removeAll(VARY);
        assertThat(differ).isEmpty();
    }

    /** Four logins: for the key, for the evidence key of the store, and twice for the record's. */
    private Map<String, Set<String>> numbersLeft(HeapWatch watch, String pin) throws Exception {
        Args create =
                Args.of("backup", "create", "-v", "--key", SoftHsmFolder.uri("tenant"), "--store")
                        .with("copies-" + pin.hashCode(), "--same-token-only", "--to")
                        .with(SoftHsmFolder.uri("recovery"))
                        .with("--sign-with", "pkcs11:token=log;object=evidence")
                        .with("--sign-pin-file", hsm.at("user.pin"))
                        .with("--record", "records", "--person", "operator=Ada Bell");
        HeapWatch.Watched watched =
                watch.run(hsm.keyhaul(), create.and("--pin-file", hsm.at("user.pin")));
        watched.result().requireDone();
        Map<String, Set<String>> numbers = watched.numbers();
        watched.forget();
        return numbers;
    }

    private void changePin(String token) throws Exception {
        List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", hsm.module()));
        command.addAll(List.of("--token-label", token, "--login", "--pin", SoftHsmFolder.PIN));
        command.addAll(List.of("--change-pin", "--new-pin", OTHER_PIN));
        hsm.keyhaul().runProgram(command).requireDone();
    }
}
