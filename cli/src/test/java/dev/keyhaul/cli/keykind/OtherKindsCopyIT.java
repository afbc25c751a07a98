package dev.keyhaul.cli.keykind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys in files: their master copies, with the toolkit and without it. */
@Tag("long")
class OtherKindsCopyIT extends OtherKindsCase {
    @Test
    void batchOfCopies_ofMixedKinds_isListedByKind_andEachIsDrilled() throws Exception {
        KekFiles.write(folder, "rsa-copy.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        StringBuilder csv = new StringBuilder("source,store,to,out_password_file\n");
        csv.append("pem:rsa-copy.pem,batch-copies,password,w\n");
        for (String kind : KINDS.keySet()) {
            csv.append(source(kind)).append(",batch-copies,password,w\n");
        }
        Files.writeString(folder.resolve("copies.csv"), csv.toString());

        assertThat(
                        keyhaul.run("batch", "run", "copies.csv", "--json")
                                .requireDone()
                                .json()
                                .number("done"))
                .isEqualTo(7);
        List<String> kinds = new ArrayList<>();
        for (JsonObject copy :
                keyhaul.run("backup", "list", "--store", "batch-copies", "--json")
                        .requireDone()
                        .json()
                        .objects("copies")) {
            kinds.add(copy.has("key_type") ? copy.string("key_type") : "RSA");
            keyhaul.run(
                            "backup",
                            "drill",
                            "--store",
                            "batch-copies",
                            "--id",
                            copy.string("id"),
                            "--expect",
                            copy.string("key_fingerprint"),
                            "--password-file",
                            "w")
                    .requireDone();
        }
        List<String> all = new ArrayList<>(KINDS.keySet());
        all.add("RSA");
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(all);
        assertThat(keyhaul.run("backup", "list", "--store", "batch-copies").requireDone().out())
                .contains("EC P-384", "AES 192");
    }

    /** A master copy: made, verified, drilled, restored into a file, and a source again. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-521", "AES 192"})
    void masterCopy_isDrilledRestoredAndASource(String kind) throws Exception {
        requireMasterCopy(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "EC P-384", "AES 128", "AES 256"})
    @Tag("full")
    void masterCopyOfTheOtherKinds_isDrilledRestoredAndASource(String kind) throws Exception {
        requireMasterCopy(kind);
    }

    private static void requireMasterCopy(String kind) throws Exception {
        String store = "store " + kind;
        JsonObject made =
                keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                source(kind),
                                "--store",
                                store,
                                "--to",
                                "password",
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        assertThat(made.string("key_type")).isEqualTo(kind);
        String[] of = {"--store", store, "--id", made.string("id"), "--expect", expected(kind)};
        Args drill = Args.of(Args.of("backup", "drill", "--json", "--password-file", "w").and(of));
        assertThat(keyhaul.run(drill.and()).requireDone().json().string("proof"))
                .isEqualTo(
                        (kind.startsWith("EC") ? "signed" : "encrypted and decrypted")
                                + ", compared with the expected key");
        keyhaul.run("backup", "verify", "--store", store).requireDone();

        String back = kind + ".back.pem";
        keyhaul.run(
                        Args.of("backup", "restore", "-o", back, "--password-file", "w")
                                .and(Args.of("--out-password-file", "w").and(of)))
                .requireDone();
        JsonObject read =
                keyhaul.run("inspect", "pem:" + back, "--password-file", "w", "--json")
                        .requireDone()
                        .json();
        assertThat(read.string("fingerprint")).isEqualTo(fingerprint(kind));
        assertThat(
                        keyhaul.run(
                                        "inspect",
                                        "backup:"
                                                + store
                                                + "/"
                                                + made.string("id")
                                                + "?expect="
                                                + fingerprint(kind),
                                        "--password-file",
                                        "w",
                                        "--json")
                                .requireDone()
                                .json()
                                .string("fingerprint"))
                .isEqualTo(fingerprint(kind));

        new Refusal(7, "contains the key", "")
                .requireIs(
                        keyhaul.run(
                                "backup",
                                "drill",
                                "--password-file",
                                "w",
                                "--store",
                                store,
                                "--id",
                                made.string("id"),
                                "--expect",
                                expected(kind.equals("EC P-256") ? "EC P-384" : "EC P-256")));
    }

    /** The recovery scripts alone, without the toolkit. */
    @ParameterizedTest
    @ValueSource(strings = {"EC P-256", "AES 256"})
    void recoveryScripts_openTheCopies(String kind) throws Exception {
        requireRecovery(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC P-521", "AES 128", "AES 192"})
    @Tag("full")
    void recoveryScripts_openTheCopiesOfTheOtherKinds(String kind) throws Exception {
        requireRecovery(kind);
    }

    private static void requireRecovery(String kind) throws Exception {
        KeyPair escrow = KekFiles.rsa(2048);
        KekFiles.write(folder, "escrow.pem", KekFiles.pem(escrow.getPrivate()));
        keyhaul.runProgram(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-new",
                                "-key",
                                "escrow.pem",
                                "-subj",
                                "/CN=escrow",
                                "-days",
                                "30",
                                "-out",
                                "escrow.crt"))
                .requireDone();
        String store = "recover " + kind;
        JsonObject made =
                keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                source(kind),
                                "--store",
                                store,
                                "--to",
                                "password",
                                "--to",
                                "rsa:escrow.crt",
                                "--out-password-file",
                                "w",
                                "--json")
                        .requireDone()
                        .json();
        Path copy = Path.of(made.string("folder"));
        Path recovery =
                Path.of(System.getProperty("keyhaul.root", ".."), "docs", "recovery")
                        .toAbsolutePath();
        for (String[] way :
                new String[][] {
                    {"open-with-password.sh", "w", "recipient-1.bin"},
                    {"open-with-private-key.sh", "escrow.pem", "recipient-2.bin"}
                }) {
            String out = kind + "." + way[2] + ".out";
            keyhaul.runProgram(
                            List.of(
                                    "sh",
                                    recovery.resolve(way[0]).toString(),
                                    way[1],
                                    copy.resolve(way[2]).toString(),
                                    out))
                    .requireDone();
            byte[] opened = Files.readAllBytes(folder.resolve(out));
            if (kind.startsWith("AES")) {
                assertThat(opened)
                        .as(way[0])
                        .isEqualTo(Files.readAllBytes(folder.resolve(file(source(kind)))));
            } else {
                assertThat(new OpenSsl(home).convert(opened, "pkey -pubout"))
                        .as(way[0])
                        .isEqualTo(Files.readAllBytes(folder.resolve(expected(kind))));
            }
        }
    }

    /** An EC or AES key signs no evidence, and no approval. */
    @ParameterizedTest
    @ValueSource(strings = {"pem:p-256.pem", "aes:256.aes"})
    void evidenceKey_isRsa(String key) throws Exception {
        new Refusal(3, "must be an RSA key", "")
                .requireIs(
                        keyhaul.run(
                                "backup",
                                "create",
                                "--key",
                                "pem:p-384.pem",
                                "--store",
                                "unsigned",
                                "--to",
                                "password",
                                "--out-password-file",
                                "w",
                                "--sign-with",
                                key));
        assertThat(folder.resolve("unsigned")).doesNotExist();
    }
}
