package dev.keyhaul.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recovery without this toolkit: the very files of {@code docs/recovery/} bring back copies that it
 * made, with a C compiler, pkcs11-tool, OpenSSL and Python alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
@Tag("system")
class RecoveryIT {
    private static final Path RECOVERY =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "recovery")
                    .toAbsolutePath()
                    .normalize();

    private static final String RECOVERY_PAIR = "pkcs11:token=recovery;object=recovery";

    private static final List<Integer> EVERY_SUBSET = IntStream.range(0, 1 << 5).boxed().toList();

    /**
     * Bit by bit which share is there: each share is in one that opens, and in one that does not.
     */
    private static final List<Integer> SOME_SUBSETS = List.of(0, 3, 7, 12, 16, 21, 28);

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        hsm.generate("tenant");
        hsm.generate("aes", "--purpose", "wrapping", "--key-id", "a5");
        hsm.generate("aes-wrapping", "--purpose", "wrapping", "--key-id", "a6");
        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("tenant"), "-o", "t.pem")
                .requireDone();
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        run(
                "cc -std=gnu17 -Wall -Wextra -Werror -o "
                        + (hsm.at("unwrap-in-token") + " " + script("unwrap-in-token.c"))
                        + " -ldl");
        openssl("genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out soft.pem");
        openssl("pkey -in soft.pem -pubout -out soft-public.pem");
        for (String holder : List.of("anna", "ben", "cleo", "dora", "emil", "escrow")) {
            openssl(
                    "req -x509 -newkey rsa:2048 -noenc -subj /CN="
                            + (holder + " -keyout " + holder + ".pem -out " + holder + ".crt"));
        }
    }

    private void openssl(String arguments) throws Exception {
        run("openssl " + arguments);
    }

    private RealCommand.Result run(String command) throws Exception {
        return hsm.keyhaul().runProgram(List.of(command.split(" "))).requireDone();
    }

    private Path create(String store, String source, String... more) throws Exception {
        return folder(store, created(store, source, more));
    }

    private Path folder(String store, JsonObject report) throws Exception {
        return hsm.work.resolve(store).resolve(report.string("id"));
    }

    private JsonObject created(String store, String source, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("backup", "create", "--json", "--key", source));
        args.addAll(List.of("--store", store, "--to-pin-file", hsm.at("user.pin")));
        args.addAll(List.of(more));
        return hsm.withPin(args.toArray(String[]::new)).requireDone().json();
    }

    private String script(String name) {
        return RECOVERY.resolve(name).toString();
    }

    @Test
    void recoveryPair_byTheCProgram() throws Exception {
        Path copy = create("pair", SoftHsmFolder.uri("tenant"), "--to", RECOVERY_PAIR);
        unwrapInToken("recovery", "recovery", blob(copy), "by-hand").requireDone();
        assertSigns("recovery", hex("by-hand"));
    }

    @Test
    void wrappingKey_byTheCProgram() throws Exception {
        Path copy = tenantUnderWrappingKey("aes-by-hand");
        unwrapInToken("hsm", "aes", blob(copy), "without-opensc").requireDone();
        assertSigns("hsm", hex("without-opensc"));
    }

    @Test
    void labelOfNoRecipient_isRefusedByTheCProgram() throws Exception {
        Path copy = tenantUnderWrappingKey("aes-wrong");
        assertThat(unwrapInToken("hsm", "nobody", blob(copy), "never").err())
                .isEqualTo(
                        "there is not exactly one recovery pair or wrapping key of that label\n");
        assertThat(unwrapInToken("hsm", "aes-wrapping", blob(copy), "never").err())
                .startsWith(
                        "C_UnwrapKey of the key (was the copy made for this key of the token?)");
    }

    private Path tenantUnderWrappingKey(String store) throws Exception {
        return create(
                store,
                SoftHsmFolder.uri("tenant"),
                "--to",
                SoftHsmFolder.uri("aes"),
                "--same-token-only");
    }

    /** Runs the C program; the last argument is the kind of a key that is no RSA key. */
    private RealCommand.Result unwrapInToken(
            String token, String recipient, Path file, String label, String... kind)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "\"$@\" < " + hsm.at("user.pin")));
        command.addAll(List.of("sh", hsm.at("unwrap-in-token"), hsm.module(), token, recipient));
        command.addAll(List.of(file.toString(), label));
        command.addAll(List.of(kind));
        return hsm.keyhaul().runProgram(command);
    }

    /** Not one byte of a copy may change unnoticed, and what a person compares is shown. */
    @Test
    void copy_isChecked_byPython() throws Exception {
        JsonObject report = created("checked", SoftHsmFolder.uri("tenant"), "--to", RECOVERY_PAIR);
        String id = report.string("id");
        List<String> check = List.of("python3", script("check-copy.py"), "checked", id);

        RealCommand.Result done = hsm.keyhaul().runProgram(check).requireDone();
        assertThat(done.out())
                .contains(
                        report.string("key_fingerprint").replace("sha256:", ""),
                        report.string("journal_head"));
        for (String name :
                List.of(
                        id + "/manifest.json",
                        id + "/recipient-1.bin",
                        "journal.jsonl",
                        "store.json")) {
            Path file = hsm.work.resolve("checked").resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            byte[] changed = bytes.clone();
            // Of JSON, one letter within a value: its form stays.
            changed[name.endsWith(".bin") ? 0 : changed.length - 20] ^= 1;
            Files.write(file, changed);
            assertThat(hsm.keyhaul().runProgram(check).exit()).as(name).isEqualTo(1);
            Files.write(file, bytes);
        }
    }

    @Test
    @Needs(Need.PKCS11_TOOL_UNWRAPS_RSA)
    void wrappingKey_byPkcs11Tool() throws Exception {
        Path copy = tenantUnderWrappingKey("aes");
        unwrapByPkcs11Tool(hsm.keyhaul(), "a5", blob(copy), "by-tool", "b5").requireDone();
        assertSigns("hsm", "b5");
    }

    private RealCommand.Result unwrapByPkcs11Tool(
            RealCommand through,
            String wrapping,
            Path file,
            String label,
            String id,
            String... type)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("sh"));
        command.addAll(List.of(script("unwrap-with-wrapping-key.sh"), hsm.module(), "hsm"));
        command.addAll(List.of(wrapping, file.toString(), label, id));
        command.addAll(List.of(type));
        return through.with("PIN", SoftHsmFolder.PIN).runProgram(command);
    }

    /** A failed login counts against the PIN, and this one would be for nothing. */
    @Test
    void pkcs11ToolThatUnwrapsNoRsaKey_isRefusedBeforeTheLogin() throws Exception {
        Path tools = Files.createDirectory(home.resolve("old-opensc"));
        Path tool = tools.resolve("pkcs11-tool");
        String says = "Library          OpenSC smartcard framework (ver 0.23)";
        Files.writeString(
                tool, "#!/bin/sh\necho \"$*\" >>'" + tools + "/calls'\necho '" + says + "'\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copy = tenantUnderWrappingKey("aes-old");

        for (String type : List.of("RSA", "EC")) {
            RealCommand.Result refused =
                    unwrapByPkcs11Tool(
                            hsm.keyhaul().with("PATH", tools + ":" + TestProcess.path()),
                            "a5",
                            blob(copy),
                            "never",
                            "b9",
                            type);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("use OpenSC 0.26 or later", "or compile unwrap-in-token.c");
        }
        assertThat(tools.resolve("calls")).hasContent("--show-info\n--show-info");
    }

    /** EC and AES keys: the same program, with the kind as an argument. */
    @ParameterizedTest
    @CsvSource({"ec, --type ec --curve P-384", "aes, --type aes --bits 128"})
    void keyOfAnotherKind_byTheCProgram(String kind, String options) throws Exception {
        Path copy = ofKind(kind + "-target", options);
        unwrapInToken("recovery", "recovery", blob(copy), kind + "-by-hand", kind).requireDone();
        assertIsKey(kind, "recovery", kind + "-by-hand", hex(kind + "-by-hand"));
        Path second = copy.resolve("recipient-2.bin");
        unwrapInToken("hsm", "aes-wrapping", second, kind + "-in-place", kind).requireDone();
        assertIsKey(kind, "hsm", kind + "-in-place", hex(kind + "-in-place"));
    }

    @Test
    void aesKey_byPkcs11Tool() throws Exception {
        Path second = ofKind("aes-target-2", "--type aes --bits 128").resolve("recipient-2.bin");
        unwrapByPkcs11Tool(hsm.keyhaul(), "a6", second, "aes-by-tool", "b7", "AES").requireDone();
        assertThat(fingerprint("hsm", "aes-by-tool")).isEqualTo(fingerprint("hsm", "aes-target-2"));
    }

    @Test
    @Needs(Need.PKCS11_TOOL_UNWRAPS_RSA)
    void ecKey_byPkcs11Tool() throws Exception {
        Path second = ofKind("ec-target-2", "--type ec --curve P-384").resolve("recipient-2.bin");
        unwrapByPkcs11Tool(hsm.keyhaul(), "a6", second, "ec-by-tool", "b6", "EC").requireDone();
        assertSignsAs("ec-target-2", "hsm", "b6");
    }

    /** Makes a key, and a copy of it for the recovery pair and for the wrapping key. */
    private Path ofKind(String label, String options) throws Exception {
        hsm.generate(label, options.split(" "));
        return create(
                "of-" + label,
                SoftHsmFolder.uri(label),
                "--to",
                RECOVERY_PAIR,
                "--to",
                SoftHsmFolder.uri("aes-wrapping"));
    }

    /** An EC key signs for OpenSSL; an AES key has the fingerprint that only it makes. */
    private void assertIsKey(String kind, String token, String label, String id) throws Exception {
        if (kind.equals("aes")) {
            assertThat(fingerprint(token, label)).isEqualTo(fingerprint("hsm", "aes-target"));
        } else {
            assertSignsAs("ec-target", token, id);
        }
    }

    private void assertSignsAs(String original, String token, String id) throws Exception {
        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri(original), "-o", id + ".pub")
                .requireDone();
        Files.write(hsm.work.resolve("hash"), new byte[48]);
        run(
                "pkcs11-tool --module "
                        + (hsm.module() + " --token-label " + token)
                        + (" --login --pin " + SoftHsmFolder.PIN)
                        + (" --sign --mechanism ECDSA --signature-format openssl --id " + id)
                        + " --input-file hash --output-file hash.sig");
        openssl("pkeyutl -verify -pubin -inkey " + id + ".pub -in hash -sigfile hash.sig");
    }

    private String fingerprint(String token, String label) throws Exception {
        for (JsonObject key :
                hsm.withPin("key", "list", "--json", "--token", token)
                        .requireDone()
                        .json()
                        .objects("keys")) {
            if (key.string("label").equals(label)) {
                return key.string("fingerprint");
            }
        }
        throw new AssertionError("no key " + label + " in token " + token);
    }

    /** The restored key signs, by pkcs11-tool, and OpenSSL verifies with the tenant key's half. */
    private void assertSigns(String token, String id) throws Exception {
        Files.writeString(hsm.work.resolve("data"), "a licence");
        run(
                "pkcs11-tool --module "
                        + (hsm.module() + " --token-label " + token)
                        + (" --login --pin " + SoftHsmFolder.PIN)
                        + (" --sign --mechanism SHA256-RSA-PKCS --id " + id)
                        + " --input-file data --output-file data.sig");
        assertThat(run("openssl dgst -sha256 -verify t.pem -signature data.sig data").out())
                .isEqualTo("Verified OK\n");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void certificate_byOpenSsl_ofAFileKeyAndOfATokenKey() throws Exception {
        JsonObject made = created("rsa", "pem:soft.pem", "--to", "rsa:escrow.crt");
        assertThat(made.strings("survival"))
                .contains("is of a key that did not come from a token")
                .noneMatch(sentence -> sentence.contains("the token that"));
        Path soft = folder("rsa", made);
        run(
                "sh "
                        + script("open-with-private-key.sh")
                        + " escrow.pem "
                        + blob(soft)
                        + " soft-back.pem");
        assertSameKey("soft-back.pem", "soft-public.pem");

        String fingerprint =
                hsm.withPin("inspect", SoftHsmFolder.uri("tenant"), "--json")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        Path token =
                create(
                        "rsa",
                        SoftHsmFolder.uri("tenant"),
                        "--to",
                        "rsa:escrow.crt",
                        "--allow-weaker-recipient",
                        fingerprint);
        run(
                "sh "
                        + script("open-with-private-key.sh")
                        + " escrow.pem "
                        + blob(token)
                        + " t-back.pem");
        assertSameKey("t-back.pem", "t.pem");
    }

    private static Path blob(Path copy) {
        return copy.resolve("recipient-1.bin");
    }

    private void assertSameKey(String key, String publicKey) throws Exception {
        run("openssl pkey -in " + key + " -pubout -out back-public.pem");
        assertThat(hsm.work.resolve("back-public.pem"))
                .hasSameTextualContentAs(hsm.work.resolve(publicKey));
        Files.delete(hsm.work.resolve(key));
    }

    @Test
    void password_byOpenSsl_andByTheToolkit() throws Exception {
        Path copy =
                create(
                        "password",
                        "pem:soft.pem",
                        "--to",
                        "password",
                        "--generate",
                        "--out-password-file",
                        "made.password");
        assertThat(hsm.work.resolve("made.password")).content().hasSize(7 * 5);
        run("sh " + script("open-with-password.sh") + " made.password " + blob(copy) + " p.pem");
        assertSameKey("p.pem", "soft-public.pem");

        String fingerprint =
                hsm.keyhaul()
                        .run("backup", "list", "--json", "--store", "password")
                        .requireDone()
                        .json()
                        .objects("copies")
                        .get(0)
                        .string("key_fingerprint");
        String[] store = {"--store", "password", "--id", "2", "--expect", fingerprint};
        Args withPassword = Args.of("--password-file", "made.password");
        hsm.keyhaul().run(Args.of("backup", "drill").and(withPassword.and(store))).requireDone();
        hsm.keyhaul()
                .run(
                        Args.of("backup", "restore", "-o", "file.pem", "--out-password-file")
                                .and(Args.of("made.password").and(withPassword.and(store))))
                .requireDone();
        run("openssl pkey -in file.pem -passin file:made.password -out clear.pem");
        assertSameKey("clear.pem", "soft-public.pem");

        hsm.secret("wrong.password", "wrong");
        new Refusal(4, "the password is wrong", "")
                .requireIs(
                        hsm.keyhaul()
                                .run(
                                        Args.of("backup", "drill", "-q", "--password-file")
                                                .and(
                                                        Args.of(hsm.at("wrong.password"))
                                                                .and(store))));
    }

    @Test
    void shares_byPython_everySubsetOf3Of5() throws Exception {
        List<String> holders = List.of("anna", "ben", "cleo", "dora", "emil");
        List<String> args = new ArrayList<>(List.of("--to", "shares:3/5"));
        holders.forEach(holder -> args.addAll(List.of("--share-to", holder + ".crt")));
        Path copy = create("shares", "pem:soft.pem", args.toArray(String[]::new));
        for (int i = 1; i <= 5; i++) {
            openssl(
                    "cms -decrypt -inform DER -in "
                            + (copy.resolve("share-" + i + ".cms") + " -inkey ")
                            + (holders.get(i - 1) + ".pem -out share-" + i + ".bin"));
        }
        assertSubsetsOf3Of5(
                EVERY_SUBSET,
                copy,
                "key.der",
                IntStream.rangeClosed(1, 5).mapToObj(i -> "share-" + i + ".bin").toList(),
                List.of());
    }

    /** These subsets of the shares, with the holders' passphrases on standard input. */
    private void assertSubsetsOf3Of5(
            List<Integer> subsets,
            Path copy,
            String out,
            List<String> shares,
            List<String> passphrases)
            throws Exception {
        int opened = 0;
        for (int subset : subsets) {
            String paths = chosen(subset, shares, " ");
            String script =
                    "printf '%s' '"
                            + chosen(subset, passphrases, "\n")
                            + "' | python3 "
                            + script("open-with-shares.py")
                            + (" " + copy.resolve("manifest.json") + " " + blob(copy))
                            + (" " + out + " " + paths);
            RealCommand.Result result = hsm.keyhaul().runProgram(List.of("sh", "-c", script));
            if (Integer.bitCount(subset) >= 3) {
                result.requireDone();
                openssl("pkey -inform DER -in " + out + " -out key.pem");
                assertSameKey("key.pem", "soft-public.pem");
                Files.delete(hsm.work.resolve(out));
                opened++;
            } else {
                assertThat(result.exit()).isNotZero();
                assertThat(hsm.work.resolve(out)).doesNotExist();
            }
        }
        int refused = subsets.size() - opened;
        System.out.printf("3 of 5 by Python: %d subsets opened, %d refused%n", opened, refused);
        assertThat(opened).isPositive();
        assertThat(refused).isPositive();
    }

    private static String chosen(int subset, List<String> all, String end) {
        StringBuilder some = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            some.append((subset & (1 << i)) != 0 ? all.get(i) + end : "");
        }
        return some.toString();
    }

    @Test
    void passphraseShares_byPython_someSubsetsOf3Of5() throws Exception {
        requirePassphraseShares("words", SOME_SUBSETS);
    }

    /** Each derives a key from each passphrase, which takes Python a second or more. */
    @Test
    @Tag("full")
    void passphraseShares_byPython_everySubsetOf3Of5() throws Exception {
        requirePassphraseShares("all-words", EVERY_SUBSET);
    }

    private void requirePassphraseShares(String name, List<Integer> subsets) throws Exception {
        Path copy = create(name, "pem:soft.pem", generated(name));
        List<String> shares = new ArrayList<>();
        List<String> passphrases = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Path file = hsm.work.resolve(name + "-" + i + ".pass");
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            passphrases.add(Files.readString(file).strip());
            shares.add(copy.resolve("share-" + i + ".pbe").toString());
        }
        assertThat(Set.copyOf(passphrases)).hasSize(5).allSatisfy(p -> assertThat(p).hasSize(34));
        assertSubsetsOf3Of5(subsets, copy, "words.der", shares, passphrases);

        String wrong = chosen(7, List.of(passphrases.get(0), "wrong", passphrases.get(2)), "\n");
        RealCommand.Result refused =
                hsm.keyhaul()
                        .runProgram(
                                List.of(
                                        "sh",
                                        "-c",
                                        "printf '%s' '"
                                                + (wrong + "' | python3 ")
                                                + script("open-with-shares.py")
                                                + (" " + copy.resolve("manifest.json"))
                                                + (" " + blob(copy) + " words.der ")
                                                + String.join(" ", shares.subList(0, 3))));
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("share-2.pbe: the passphrase is wrong");
    }

    /** {@code --to shares:3/5} with passphrases that are made and written to a file for each. */
    private static String[] generated(String name) {
        List<String> args = new ArrayList<>(List.of("--to", "shares:3/5", "--generate"));
        for (int i = 1; i <= 5; i++) {
            args.addAll(List.of("--share-password-file", name + "-" + i + ".pass"));
        }
        return args.toArray(String[]::new);
    }

    @Test
    void passphraseShares_drillRestoreAndSource_withAny3InAnyOrder() throws Exception {
        Path copy = create("held", "pem:soft.pem", generated("held"));
        String fingerprint =
                hsm.keyhaul()
                        .run("inspect", "--json", "pem:soft.pem")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        String id = copy.getFileName().toString();
        String[] of = {"--store", "held", "--id", id, "--expect", fingerprint};
        Args drill = Args.of(Args.of("backup", "drill", "-q").and(of));
        hsm.keyhaul()
                .run(drill.and(holders("held-5.pass", "held-1.pass", "held-3.pass")))
                .requireDone();
        Args restore = Args.of(Args.of("backup", "restore", "-o", "held.pem").and(of));
        Args toFile = Args.of(restore.and("--out-password-file", "held-1.pass"));
        hsm.keyhaul()
                .run(toFile.and(holders("held-2.pass", "held-4.pass", "held-1.pass")))
                .requireDone();
        openssl("pkey -in held.pem -passin file:held-1.pass -out held-clear.pem");
        assertSameKey("held-clear.pem", "soft-public.pem");

        hsm.secret("stranger.pass", "of nobody");
        String stranger = hsm.at("stranger.pass");
        for (String[] wrong :
                List.of(
                        holders(stranger, "held-1.pass", "held-2.pass"),
                        holders("held-1.pass", "held-2.pass", stranger))) {
            new Refusal(4, "the password is wrong, or the file is damaged", "try the password")
                    .requireIs(hsm.keyhaul().run(drill.and(wrong)));
        }
        new Refusal(7, "shares: 3 needed, 2 given", "more holders")
                .requireIs(hsm.keyhaul().run(drill.and(holders("held-1.pass", "held-2.pass"))));
        new Refusal(
                        2,
                        "no passphrase of a share was given, and there is no terminal",
                        "--share-password-file")
                .requireIs(hsm.keyhaul().run(drill.and()));

        String source = "backup:held/" + id + "?expect=" + fingerprint;
        // Each passphrase is tried on one share after the other: the first ones take the least
        // time.
        for (int i = 1; i <= 3; i++) {
            source += "&share-password-file=held-" + i + ".pass";
        }
        hsm.keyhaul().run("key", "export-public", "--key", source, "-o", "held.pub").requireDone();
        assertThat(hsm.work.resolve("held.pub"))
                .hasSameTextualContentAs(hsm.work.resolve("soft-public.pem"));
    }

    private static String[] holders(String... files) {
        return Stream.of(files)
                .flatMap(file -> Stream.of("--share-password-file", file))
                .toArray(String[]::new);
    }

    @Test
    void passphraseFilesOfShares_thatDoNotFit_areRefusedAndNothingIsMade() throws Exception {
        Args create =
                Args.of("backup", "create", "-q", "--key", "pem:soft.pem", "--store", "unmade");
        String[] two = {"--to", "shares:2/2"};
        hsm.secret("one.pass", "of one");
        hsm.secret("same.pass", "of one");
        Files.setPosixFilePermissions(
                hsm.secret("open.pass", "of two"), PosixFilePermissions.fromString("rw-r--r--"));
        String one = hsm.at("one.pass");
        Args ofTwo = Args.of(create.and(two));
        new Refusal(2, "2 shares, but 1 holder", "once for each share")
                .requireIs(hsm.keyhaul().run(ofTwo.and(holders(one))));
        new Refusal(
                        3,
                        "the passphrase of share 2 is empty, or the same as another holder's",
                        "--generate")
                .requireIs(hsm.keyhaul().run(ofTwo.and(holders(one, hsm.at("same.pass")))));
        new Refusal(3, "other users can read or write", "chmod 600")
                .requireIs(hsm.keyhaul().run(ofTwo.and(holders(one, hsm.at("open.pass")))));
        new Refusal(
                        2,
                        "no passphrase of share 1 was given, and there is no terminal",
                        "--share-password-file")
                .requireIs(hsm.keyhaul().run(ofTwo.and()));
        Args generate = Args.of(ofTwo.and("--generate"));
        new Refusal(1, "exists", "")
                .requireIs(hsm.keyhaul().run(generate.and(holders("new.pass", one))));
        new Refusal(2, "two shares have the same --share-password-file", "a different file")
                .requireIs(hsm.keyhaul().run(generate.and(holders("new.pass", "new.pass"))));
        assertThat(hsm.work.resolve("new.pass")).doesNotExist();
        assertThat(hsm.work.resolve("unmade")).doesNotExist();
    }
}
