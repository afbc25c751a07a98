package dev.keyhaul.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attacker who can write to the store and knows its id and the recipients' certificates puts
 * what is whole in itself in the place of a copy, a store, or a journal: the commands that verify,
 * restore and drill exit with 7, and nothing is written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class SubstitutionIT {
    private static final String[] SIGNED = {"--signed-by", "evidence.pub"};
    private static final String[] UNSIGNED = {};

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String expected;
    private String owned;
    private String head;
    private String forged;
    private int commands;

    @BeforeAll
    void makeStores() throws Exception {
        hsm = SoftHsmFolder.empty(home);
        for (String key : List.of("tenant", "evidence", "false-tenant", "false-evidence")) {
            program("openssl genpkey -quiet -algorithm RSA -out " + key + ".pem");
        }
        program("openssl pkey -in evidence.pem -pubout -out evidence.pub");
        program("openssl req -x509 -newkey rsa:2048 -noenc -subj /CN=e -keyout e.pem -out e.crt");
        hsm.secret("out.password", "of the file");
        JsonObject copy = create("genuine", "tenant", "evidence");
        expected = copy.string("key_fingerprint");
        owned = copy.string("id");
        head = copy.string("journal_head");
        Files.createDirectory(hsm.work.resolve("attacker"));
        program("cp genuine/store.json attacker/");
        forged = create("attacker", "false-tenant", "false-evidence").string("id");
    }

    private JsonObject create(String store, String key, String evidence) throws Exception {
        return run(Args.of("backup", "create", "--json", "--store", store, "--to", "rsa:e.crt")
                        .and("--key", pem(key), "--sign-with", pem(evidence)))
                .requireDone()
                .json();
    }

    private static String pem(String key) {
        return "pem:" + key + ".pem";
    }

    private RealCommand.Result run(String... args) throws Exception {
        return hsm.keyhaul().run(args);
    }

    private void program(String command) throws Exception {
        hsm.keyhaul().runProgram(List.of(command.split(" "))).requireDone();
    }

    @BeforeEach
    void takeTheGenuineStore() throws Exception {
        program("cp -a genuine store");
        commands = 0;
    }

    @AfterEach
    void removeIt() throws Exception {
        program("rm -r store");
        System.out.println(commands + " commands caught the substitution with exit 7");
    }

    /** What all the others would be worth nothing without. */
    @Test
    void genuineStore_isVerifiedDrilledAndRestored() throws Exception {
        verify().requireDone();
        drill(owned, SIGNED).requireDone();
        restore(owned, SIGNED).requireDone();
        Files.delete(hsm.work.resolve("back.pem"));
    }

    private RealCommand.Result verify() throws Exception {
        return run(Args.of("backup", "verify", "--all", "--store", "store").and(SIGNED));
    }

    private RealCommand.Result drill(String id, String[] trust) throws Exception {
        return open(id, trust, "backup", "drill");
    }

    private RealCommand.Result restore(String id, String[] trust) throws Exception {
        String passwordFile = hsm.at("out.password");
        return open(
                id,
                trust,
                "backup",
                "restore",
                "-o",
                "back.pem",
                "--out-password-file",
                passwordFile);
    }

    private RealCommand.Result open(String id, String[] trust, String... command) throws Exception {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--store", "store", "--id", id, "--expect", expected));
        args.addAll(List.of("--recipient-key", "e.pem", "--sign-with", pem("evidence")));
        args.addAll(Arrays.asList(trust));
        return run(args.toArray(String[]::new));
    }

    private void assertCaught(String id, String[] trust) throws Exception {
        for (RealCommand.Result result : List.of(verify(), drill(id, trust), restore(id, trust))) {
            assertThat(result.exit()).as(result.err()).isEqualTo(7);
            commands++;
        }
        assertThat(hsm.work.resolve("back.pem")).doesNotExist();
    }

    @Test
    void copyOfTheAttackersOwn_laidIntoTheStore() throws Exception {
        program("cp -a attacker/" + forged + " store/");
        assertCaught(forged, UNSIGNED);
        assertThat(drill(forged, UNSIGNED).err()).contains("contains the key");
    }

    @Test
    void copyOfTheAttackersOwn_underTheNameOfTheGenuineOne() throws Exception {
        program("rm -r store/" + owned);
        program("cp -a attacker/" + forged + " store/" + owned);
        assertCaught(owned, UNSIGNED);
    }

    @Test
    void storeOfTheAttackersOwn() throws Exception {
        program("rm -r store");
        program("cp -a attacker store");
        assertCaught(forged, UNSIGNED);
    }

    /** The key is the expected one: only whose signature it is tells. */
    @Test
    void genuineCopy_signedAgainByTheAttacker() throws Exception {
        Path manifest = hsm.work.resolve("store").resolve(owned).resolve("manifest.json");
        String json = Files.readString(manifest);
        String other =
                Files.readString(
                        hsm.work.resolve("attacker").resolve(forged).resolve("manifest.json"));
        Files.writeString(
                manifest,
                json.replace(signer(json), signer(other)).replace("\"tool\": \"", "\"tool\": \"x"));
        program(
                "openssl dgst -sha256 -sign false-evidence.pem -out store/"
                        + (owned + "/manifest.sig store/" + owned + "/manifest.json"));
        run("backup", "verify", "--store", "store", "--id", owned).requireDone();
        assertCaught(owned, SIGNED);
    }

    private static String signer(String json) {
        return json.substring(json.indexOf("\"signed_by\""));
    }

    /** The copy is genuine: a head that was noted elsewhere tells restore and drill, too. */
    @Test
    void journalOfTheAttackersOwn() throws Exception {
        program("cp attacker/journal.jsonl store/journal.jsonl");
        assertCaught(owned, new String[] {"--signed-by", "evidence.pub", "--expect-head", head});
    }
}
