package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second backend through the real commands; OpenSSL opens what it wrapped. */
@Tag("long")
@Tag("system")
class IaikBackendIT {
    @TempDir Path home;
    private SoftHsmFolder hsm;
    private Path kekPrivate = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        kekPrivate = KekFiles.write(hsm.work, "kek.key", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(hsm.work, "file.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
    }

    @Test
    void softHsm_listGenerateWrapAndImport_work() throws Exception {
        assertThat(iaik("token", "list").requireDone().out()).contains("hsm");

        wrapsAndImports("by-iaik", "CKM_RSA_PKCS_OAEP", hsm.module());
    }

    /** CKM_RSA_AES_KEY_WRAP, from a module in C that has it; both backends give the same. */
    @Test
    void oneShot_wrapAndImport_work() throws Exception {
        ShimLibrary shim = ShimLibrary.beforeSoftHsm(Files.createDirectory(home.resolve("shim")));
        shim.obey(List.of("oneshot 0x1054", "hide 0x210a"));

        wrapsAndImports(
                "one-shot", "CKM_RSA_AES_KEY_WRAP (0x1054) in one call", shim.file().toString());
    }

    @Test
    void nss_isRefused_withTheBackendThatWorks() throws Exception {
        new Refusal(5, "CKR_BUFFER_TOO_SMALL", "--backend jna")
                .requireIs(
                        iaik(
                                "token",
                                "probe",
                                "--module",
                                NssSoftokn.module().toString(),
                                "--token",
                                "NSS Generic Crypto Services"));
    }

    private void wrapsAndImports(String label, String strategy, String module) throws Exception {
        String out = label + ".byok";
        JsonObject key =
                withPin(module, "key", "generate", "--token", "hsm", "--label", label).json();
        JsonObject blob =
                withPin(
                                module,
                                KekFiles.trusted(
                                        hsm.work,
                                        "byok",
                                        "create",
                                        "--key",
                                        SoftHsmFolder.uri(label),
                                        "--kek",
                                        "kek.json",
                                        "-o",
                                        out))
                        .json();
        assertThat(key.strings("guard_not_shown")).containsExactly("C_GetAttributeValue");
        assertThat(blob.string("strategy")).contains(strategy);
        assertThat(blob.string("key_fingerprint")).isEqualTo(key.string("fingerprint"));
        assertThat(
                        new OpenSslUnwrap(hsm.keyhaul())
                                .publicKeyIn(hsm.work.resolve(out), kekPrivate, 2048))
                .isEqualTo(publicKey(label));
        JsonObject imported =
                withPin(
                                module,
                                "key",
                                "import",
                                "--key",
                                "pem:file.key",
                                "--token",
                                "hsm",
                                "--label",
                                "imported")
                        .json();
        assertThat(imported.strings("attributes")).doesNotContain("EXTRACTABLE");
    }

    private byte[] publicKey(String label) throws Exception {
        String der = label + ".der";
        hsm.pkcs11Tool("--read-object", "--type", "pubkey", "--label", label, "-o", der);
        return Files.readAllBytes(hsm.work.resolve(der));
    }

    private RealCommand.Result iaik(String... args) throws Exception {
        return hsm.keyhaul().run(Args.of(args).and("--backend", "iaik"));
    }

    private RealCommand.Result withPin(String module, String... args) throws Exception {
        return hsm.withPin(Args.of(args).and("--json", "--backend", "iaik", "--module", module))
                .requireDone();
    }
}
