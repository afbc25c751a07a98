package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code batch run} into the local vault and into a store of master copies. */
@Tag("long")
final class BatchDestinationsIT {
    @TempDir static Path home;

    private static SoftHsmFolder hsm;
    private static BatchFolder batch;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        batch = new BatchFolder(hsm.keyhaul());
    }

    /**
     * The journal is cut back to what a run that was killed right after the request would have
     * left: the import is found, proven, and not made twice.
     */
    @Test
    void vault_keysOfFilesAndTokens_areImportedOnce() throws Exception {
        try (ServedVault vault = ServedVault.start(hsm, "batch")) {
            vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
            manifest(
                    "vault.csv",
                    "source,vault,name,kek_name,protection",
                    SoftHsmFolder.uri("tenant") + "," + ServedVault.URL + ",in-token,kek,",
                    BatchFolder.pem(1) + "," + ServedVault.URL + ",soft,,",
                    BatchFolder.pem(2) + "," + ServedVault.URL + ",hard,kek,hsm",
                    BatchFolder.pem(3) + "," + ServedVault.URL + ",none,,hsm");

            RealCommand.Result first = run(vault, "vault.csv");

            assertThat(first.exit()).isEqualTo(1);
            assertThat(first.json().number("done")).isEqualTo(3);
            assertThat(first.json().objects("failures").get(0).string("cause"))
                    .contains("a key for an HSM needs a KEK");
            assertThat(vault.show("in-token").string("kty")).isEqualTo("RSA-HSM");
            assertThat(vault.show("soft").string("kty")).isEqualTo("RSA");
            JsonObject hard = vault.show("hard");

            Path journal = batch.folder.resolve("vault.csv.journal");
            List<String> kept = new ArrayList<>();
            for (String line : Files.readAllLines(journal)) {
                if (!line.contains("\"done\"") || line.contains("soft")) {
                    kept.add(line);
                }
            }
            Files.write(journal, kept);
            JsonObject second = run(vault, "vault.csv", "--resume").json();

            assertThat(second.number("done_before")).isEqualTo(1);
            assertThat(second.number("done")).isEqualTo(2);
            assertThat(vault.show("hard").string("kid")).isEqualTo(hard.string("kid"));
            assertThat(vault.show("hard").string("kty")).isEqualTo("RSA-HSM");
        }
    }

    /** A token key for a recovery pair of another token; a file's for a password. */
    @Test
    void store_getsAMasterCopyOfEach_andNoneTwice() throws Exception {
        hsm.initToken("recovery").requireDone();
        hsm.withPin(
                        "key",
                        "generate",
                        "--token",
                        "recovery",
                        "--label",
                        "recovery",
                        "--purpose",
                        "recovery")
                .requireDone();
        Path password = hsm.secret("copy.password", "a long password of the copies");
        manifest(
                "copies.csv",
                "source,store,to,to_pin_file,out_password_file",
                SoftHsmFolder.uri("tenant")
                        + ",copies,pkcs11:token=recovery;object=recovery,"
                        + hsm.at("user.pin")
                        + ",",
                BatchFolder.pem(1) + ",copies,password,," + password,
                SoftHsmFolder.uri("tenant") + ",copies,password,," + password);

        RealCommand.Result first = run("copies.csv");

        assertThat(first.exit()).isEqualTo(1);
        assertThat(first.json().number("done")).isEqualTo(2);
        // A token wraps for no password, whatever is allowed.
        assertThat(first.json().objects("failures").get(0).string("hint"))
                .contains("name a recovery pair or wrapping key in a token, or rsa:CERT.pem");
        Set<String> copies = copies();
        assertThat(copies).hasSize(2);
        hsm.keyhaul().run("backup", "verify", "--all", "--store", "copies").requireDone();

        Path journal = batch.folder.resolve("copies.csv.journal");
        Files.write(
                journal,
                Files.readAllLines(journal).stream().filter(l -> !l.contains("\"done\"")).toList());
        assertThat(run("copies.csv", "--resume").json().number("done")).isEqualTo(2);
        assertThat(copies()).isEqualTo(copies);
    }

    private static Set<String> copies() throws Exception {
        Set<String> ids = new TreeSet<>();
        JsonObject list =
                hsm.keyhaul()
                        .run("backup", "list", "--store", "copies", "--json")
                        .requireDone()
                        .json();
        for (JsonObject copy : list.objects("copies")) {
            ids.add(copy.string("id"));
        }
        return ids;
    }

    private static void manifest(String name, String... lines) throws Exception {
        Files.writeString(batch.folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static RealCommand.Result run(ServedVault vault, String manifest, String... more)
            throws Exception {
        List<String> args = new ArrayList<>(List.of(more));
        args.addAll(List.of("--rehearsal"));
        args.addAll(List.of("--local-vault", vault.accessFile().toString()));
        return run(manifest, args.toArray(String[]::new));
    }

    private static RealCommand.Result run(String manifest, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("batch", "run", manifest, "--json"));
        args.addAll(List.of("--profile", "key-vault"));
        args.addAll(List.of(more));
        return hsm.withPin(args.toArray(String[]::new));
    }
}
