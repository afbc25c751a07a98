package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A token that grants one session: each command that makes or moves a key says that it needs two,
 * before it makes anything. Two are enough for all of them.
 */
@Tag("long")
class SessionLimitIT {
    private static final Set<String> MAKERS =
            Set.of(
                    "C_GenerateKey",
                    "C_GenerateKeyPair",
                    "C_CreateObject",
                    "C_CopyObject",
                    "C_UnwrapKey",
                    "C_SetAttributeValue",
                    "C_DestroyObject");

    @TempDir static Path home;
    private static ShimFolder shim;
    private static String copy = "";
    private static String fingerprint = "";
    private static String target = "";

    enum Command {
        KEY_GENERATE("key generate --token hsm --label generated"),
        BYOK_CREATE("byok create --key TENANT -o blob.byok --kek kek.json TRUST"),
        BATCH_RUN("batch run batch.csv --jobs 4 TRUST"),
        BACKUP_CREATE("backup create --key TENANT --store mine --to RECOVERY --same-token-only"),
        BACKUP_DRILL("backup drill --store copies --id COPY --expect PRINT --token hsm"),
        BACKUP_RESTORE(
                "backup restore --store copies --id COPY --expect PRINT --token hsm"
                        + " --label restored --key-id 01"),
        KEY_IMPORT("key import --key pem:rsa.pem --token hsm --label imported --key-id 02"),
        MAKE_UNEXTRACTABLE("key make-unextractable --key TENANT --expect TARGET --without-copies"),
        KEY_DELETE("key delete --key TENANT --expect TARGET");

        private final String line;

        Command(String line) {
            this.line = line;
        }

        RealCommand.Result run(String more) throws Exception {
            String told =
                    (line + more)
                            .replace("TENANT", SoftHsmFolder.uri("tenant"))
                            .replace("RECOVERY", SoftHsmFolder.uri("recovery"))
                            .replace("COPY", copy)
                            .replace("PRINT", fingerprint)
                            .replace("TARGET", target)
                            .replace(
                                    "TRUST",
                                    String.join(" ", KekFiles.trust(shim.hsm.work, "kek.json")));
            return shim.withPin(told.split(" "));
        }
    }

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        byte[] pem = new OpenSsl(home).make("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        KekFiles.secret(shim.hsm.work, "rsa.pem", pem);
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        StringBuilder rows = new StringBuilder("source,kek,output\n");
        for (int i = 0; i < 6; i++) {
            rows.append(SoftHsmFolder.uri("tenant")).append(",kek.json,b" + i + ".byok\n");
        }
        KekFiles.write(shim.hsm.work, "batch.csv", rows.toString());
        copy =
                shim.withPin(
                                Args.of("backup", "create", "--key", "pem:rsa.pem", "--store")
                                        .with("copies", "--to", SoftHsmFolder.uri("recovery"))
                                        .and("--same-token-only", "--json"))
                        .requireDone()
                        .json()
                        .string("id");
        fingerprint = fingerprint("pem:rsa.pem");
        target = fingerprint(SoftHsmFolder.uri("tenant"));
    }

    private static String fingerprint(String key) throws Exception {
        return shim.withPin("inspect", "--json", key).requireDone().json().string("fingerprint");
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void oneSession_isToldBeforeAnythingIsMade_andTwoAreEnough(Command command) throws Exception {
        FolderContent before = FolderContent.of(shim.hsm.work);
        shim.obey("sessions - 1", "log -");
        shim.takeLog();
        RealCommand.Result refused = command.run("");
        List<String> calls = shim.takeLog();

        assertThat(refused.exit())
                .as(refused.err())
                .isEqualTo(command == Command.BATCH_RUN ? 1 : 5);
        assertThat((refused.out() + refused.err()).replaceAll("\\s+", " "))
                .contains("one session, and two are needed: one keeps the login,")
                .contains("raise the limit of sessions");
        assertThat(calls).contains("C_OpenSession").doesNotContainAnyElementsOf(MAKERS);
        FolderContent after = FolderContent.of(shim.hsm.work);
        if (command == Command.BATCH_RUN) {
            after.files().keySet().removeIf(name -> name.startsWith("batch.csv.journal"));
        }
        assertThat(after).isEqualTo(before);

        shim.obey("sessions - 2");
        command.run(command == Command.BATCH_RUN ? " --resume" : "").requireDone();
        shim.obey();
    }
}
