package dev.keyhaul.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of each command that used a token names the module that could have read along. */
@Tag("long")
class ModuleInReportsIT {
    private static final String IN_HSM = "--token hsm --pin-file ../user.pin";
    private static final String TENANT =
            "--key pkcs11:token=hsm;object=tenant --pin-file ../user.pin";

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private String module = "";
    private String sha256 = "";
    private int tried;
    private final List<String> missing = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        hsm = SoftHsmFolder.empty(home);
        module = hsm.module();
        sha256 =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(Path.of(module))));
    }

    @Test
    void everyReport_namesTheModulesPathAndItsSha256() throws Exception {
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(hsm.work, "file.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));

        report("token init --token hsm --so-pin-file ../so.pin --pin-file ../user.pin");
        report("token list");
        report("token info --token hsm");
        report("token probe " + IN_HSM);
        JsonObject tenant = report("key generate --label tenant " + IN_HSM);
        JsonObject recovery = report("key generate --label r --purpose recovery " + IN_HSM);
        report("key list " + IN_HSM);
        report("inspect " + TENANT.replace("--key ", ""));
        report(
                "key import --key pem:file.key --label imported --token hsm --token-pin-file ../user.pin");
        String trust = String.join(" ", KekFiles.trust(hsm.work, "kek.json"));
        report("byok create --kek kek.json -o tenant.byok " + trust + " " + TENANT);
        String recipient = "--to pkcs11:token=hsm;object=r --same-token-only --store copies ";
        JsonObject copy = report("backup create " + recipient + TENANT);
        report(
                "backup restore --store copies --label restored --key-id 02 --id "
                        + copy.string("id")
                        + " --expect "
                        + tenant.string("fingerprint")
                        + " "
                        + IN_HSM);
        try (ServedVault vault = ServedVault.start(hsm, "premium")) {
            report(
                    "vault import-key --name tenant --rehearsal --vault "
                            + ServedVault.URL
                            + " --local-vault "
                            + vault.accessFile()
                            + " "
                            + TENANT);
        }
        report(
                "key make-unextractable --without-copies --expect "
                        + tenant.string("fingerprint")
                        + " "
                        + TENANT);
        report(
                "key delete --key pkcs11:token=hsm;object=r --pin-file ../user.pin --expect "
                        + recovery.string("fingerprint"));

        System.out.println(
                "reports that name the module: " + (tried - missing.size()) + " of " + tried);
        assertThat(missing).isEmpty();
        assertThat(tried).isEqualTo(15);
    }

    private JsonObject report(String command) throws Exception {
        List<String> args = new ArrayList<>(Arrays.asList(command.split(" ")));
        args.add("--json");
        RealCommand.Result result = hsm.keyhaul().run(args.toArray(String[]::new)).requireDone();
        boolean named =
                result.out().contains("\"module\": \"" + module + "\"")
                        && result.out().contains("\"module_sha256\": \"" + sha256 + "\"");
        if (!named) {
            missing.add(command);
        }
        tried++;
        return result.json();
    }
}
