package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and the keys in them, through the real commands; OpenSC and OpenSSL look at the same. */
@Tag("long")
@Tag("system")
class TokenAndKeyIT {
    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static JsonObject tenant;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        tenant = hsm.generate("tenant", "--json").json();
    }

    @Test
    void init_initialisesTheNextFreeSlot_andReportsIt() throws Exception {
        JsonObject made = hsm.initToken("second", "--json").requireDone().json();

        assertThat(made.string("schema_version")).isEqualTo("2.0.0");
        assertThat(made.string("label")).isEqualTo("second");
        assertThat(made.string("pin")).isEqualTo("ready");
        assertThat(hsm.keyhaul().run("token", "info", "--token", "second").requireDone().out())
                .contains(made.string("serial"));
    }

    @Test
    void init_ofATokenInUse_isRefused_andItsKeysStay() throws Exception {
        new Refusal(5, "already exists", "never initialised again")
                .requireIs(hsm.initToken(SoftHsmFolder.TOKEN));

        hsm.withPin("inspect", SoftHsmFolder.uri("tenant")).requireDone();
    }

    @Test
    void init_withALabelThatIsTooLong_isRefused() throws Exception {
        new Refusal(5, "the token label has 33 bytes", "another label")
                .requireIs(hsm.initToken("a".repeat(33)));
    }

    @Test
    void init_withoutSecurityOfficersPin_asksForItsFile() throws Exception {
        new Refusal(2, "no security officer's PIN was given", "--so-pin-file")
                .requireIs(hsm.withPin("token", "init", "--token", "third"));
    }

    @Test
    void list_showsTokensAndTheModule() throws Exception {
        JsonObject list = hsm.keyhaul().run("token", "list", "--json").requireDone().json();

        assertThat(list.string("schema_version")).isEqualTo("2.0.0");
        assertThat(list.string("module_sha256")).matches("[0-9a-f]{64}");
        assertThat(Path.of(list.string("module"))).isAbsolute().isRegularFile();
        assertThat(list.objects("tokens").stream().map(t -> t.value("label").orElse("none")))
                .contains("hsm", "none");
        assertThat(hsm.keyhaul().run("token", "list").requireDone().out())
                .contains(list.string("module"))
                .containsPattern("slot +label +serial")
                .containsPattern("\\d+ +hsm +[0-9a-f]{16} .*ready");
    }

    @Test
    void info_showsFirmwareFlagsAndMechanisms() throws Exception {
        RealCommand keyhaul = hsm.keyhaul();
        JsonObject info =
                keyhaul.run("token", "info", "--token", "hsm", "--json").requireDone().json();

        assertThat(info.string("schema_version")).isEqualTo("2.0.0");
        assertThat(info.string("manufacturer")).isEqualTo("SoftHSM project");
        assertThat(info.string("firmware")).matches("\\d+\\.\\d+");
        assertThat(info.bool("claims_hardware")).isFalse();
        assertThat(info.bool("login_required")).isTrue();
        assertThat(info.strings("mechanisms"))
                .contains("CKM_RSA_PKCS_OAEP", "CKM_AES_KEY_WRAP_PAD")
                .doesNotHaveDuplicates();
        assertThat(keyhaul.run("token", "info", "--token", "hsm").requireDone().out())
                .containsPattern("claims hardware +no")
                .contains(info.string("serial"));
    }

    @ParameterizedTest
    @CsvSource({
        "target,    private,    2048, TOKEN PRIVATE SENSITIVE EXTRACTABLE LOCAL ALWAYS_SENSITIVE"
                + " MODIFIABLE COPYABLE DECRYPT SIGN",
        "recovery,  private,    3072, TOKEN PRIVATE SENSITIVE LOCAL ALWAYS_SENSITIVE"
                + " NEVER_EXTRACTABLE UNWRAP",
        "evidence,  private,    3072, TOKEN PRIVATE SENSITIVE LOCAL ALWAYS_SENSITIVE"
                + " NEVER_EXTRACTABLE SIGN",
        "wrapping,  secret-key, 256,  TOKEN PRIVATE SENSITIVE LOCAL ALWAYS_SENSITIVE"
                + " NEVER_EXTRACTABLE WRAP UNWRAP"
    })
    void generate_givesEachPurposeItsAttributes(
            String purpose, String kind, long bits, String attributes) throws Exception {
        JsonObject key = hsm.generate("for-" + purpose, "--purpose", purpose, "--json").json();

        assertThat(key.string("schema_version")).isEqualTo("2.0.0");
        assertThat(key.string("class")).isEqualTo(kind);
        assertThat(key.number("bits")).isEqualTo(bits);
        assertThat(key.strings("attributes")).containsExactlyInAnyOrder(attributes.split(" "));
    }

    @Test
    void generate_notExtractable_isSoFromBirth() throws Exception {
        JsonObject key = hsm.generate("fixed", "--not-extractable", "--json").json();

        assertThat(key.strings("attributes"))
                .contains("NEVER_EXTRACTABLE")
                .doesNotContain("EXTRACTABLE");
    }

    @Test
    void generate_withId_isFoundByIt() throws Exception {
        assertThat(hsm.generate("by-id", "--key-id", "c0ffee", "--json").json().string("id"))
                .isEqualTo("c0ffee");

        hsm.withPin("inspect", "pkcs11:token=hsm;id=%C0%FF%EE").requireDone();
        new Refusal(5, "already has an object with that ID", "another ID")
                .requireIs(generate("other", "--key-id", "c0ffee"));
    }

    @Test
    void generate_withATakenLabel_isRefused() throws Exception {
        new Refusal(5, "label 'tenant' already", "another label").requireIs(generate("tenant"));
    }

    /** Before a PIN is read: nothing would find such a key. */
    @Test
    void label_thatIsNone_isRefused_andNothingIsMade() throws Exception {
        List<String> before = list();
        new Refusal(2, "--label is empty; 1 to 255 characters", "another name")
                .requireIs(generate(""));
        new Refusal(2, "--label has 256 characters; 1 to 255 are allowed", "another name")
                .requireIs(generate("x".repeat(256)));
        new Refusal(2, "--label contains a control character", "another name")
                .requireIs(generate("two\nlines"));
        new Refusal(2, "the token's label has 256 characters; 1 to 255", "token list")
                .requireIs(hsm.keyhaul().run("token", "info", "--token", "x".repeat(256)));
        assertThat(list()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** In no order: SoftHSM lists its objects anew each time. */
    private static List<String> list() throws Exception {
        return labels(
                hsm.withPin("key", "list", "--token", SoftHsmFolder.TOKEN, "--json")
                        .requireDone()
                        .json()
                        .objects("keys"));
    }

    @Test
    void generate_withALengthOfNobody_isRefused() throws Exception {
        new Refusal(3, "1000 bits; 1024, 2048, 3072 or 4096", "2048")
                .requireIs(generate("odd", "--bits", "1000"));
        new Refusal(3, "it must be 3072", "3072")
                .requireIs(generate("odd", "--purpose", "recovery", "--bits", "2048"));
    }

    @Test
    void generate_withMalformedOptions_isUsage() throws Exception {
        new Refusal(2, "--key-id is not hex: xy", "hex digits")
                .requireIs(generate("odd", "--key-id", "xy"));
        new Refusal(2, "unknown purpose 'backup'", "--help")
                .requireIs(generate("odd", "--purpose", "backup"));
    }

    @Test
    void list_ofKeys_showsTerminalEscapesInsteadOfSendingThem() throws Exception {
        hsm.pkcs11Tool("--keygen", "--key-type", "AES:32", "--label", "\u001b[31mred\u202e");
        RealCommand.Result text = hsm.withPin("key", "list", "--token", "hsm").requireDone();
        JsonObject json =
                hsm.withPin("key", "list", "--token", "hsm", "--json").requireDone().json();

        assertThat(text.out()).contains("\\u001b[31mred\\u202e").doesNotContain("\u001b", "\u202e");
        assertThat(json.string("schema_version")).isEqualTo("2.0.0");
        assertThat(labels(json.objects("keys"))).contains("tenant", "\u001b[31mred\u202e");
        assertThat(keyOf(json, "tenant").string("fingerprint"))
                .isEqualTo(tenant.string("fingerprint"));
    }

    @Test
    void inspect_saysWhatEachProfileSays() throws Exception {
        hsm.generate("big", "--bits", "3072");
        JsonObject profiles = inspect("big").object("profiles");

        assertThat(profiles.string("key-vault")).isEqualTo("allowed");
        assertThat(profiles.string("tenant-key")).startsWith("refused: modulus is 3072 bits");
        assertThat(inspect("tenant").object("profiles").string("tenant-key")).isEqualTo("allowed");
    }

    @Test
    void inspect_showsNumbersAndOrigin() throws Exception {
        JsonObject key = inspect("tenant");

        assertThat(key.string("schema_version")).isEqualTo("2.0.0");
        assertThat(key.number("modulus_bits")).isEqualTo(2048);
        assertThat(key.number("public_exponent")).isEqualTo(65537);
        assertThat(key.string("fingerprint")).isEqualTo(tenant.string("fingerprint"));
        assertThat(key.string("protection")).isEqualTo("a software token");
        assertThat(key.object("origin").string("module")).isEqualTo(hsm.module());
        assertThat(hsm.withPin("inspect", "-v", SoftHsmFolder.uri("tenant")).requireDone().out())
                .contains("CKA_ALWAYS_SENSITIVE", tenant.string("fingerprint"));
    }

    /** OpenSC reads the public object of the pair; DER is what it writes. */
    @Test
    void exportPublic_inEachFormat_isWhatOpenScAndOpenSslRead() throws Exception {
        String id = tenant.string("id");
        hsm.pkcs11Tool("--read-object", "--type", "pubkey", "--id", id, "-o", "opensc.der");
        export("pem", "tenant.pem");
        export("der", "tenant.der");
        export("jwk", "tenant.jwk");

        assertThat(bytes("tenant.der")).isEqualTo(bytes("opensc.der"));
        openssl("pkey", "-pubin", "-in", "tenant.pem", "-outform", "DER", "-out", "openssl.der");
        assertThat(bytes("openssl.der")).isEqualTo(bytes("opensc.der"));
        JsonObject jwk = JsonObject.parse(bytes("tenant.jwk"));
        assertThat(jwk.names()).containsExactly("kty", "n", "e");
        assertThat(openssl("rsa", "-pubin", "-in", "tenant.pem", "-modulus", "-noout").out())
                .isEqualToIgnoringCase("Modulus=" + hex(jwk.string("n")) + "\n");
        assertThat(Files.getPosixFilePermissions(hsm.work.resolve("tenant.pem"))).hasSize(2);
    }

    @Test
    void exportPublic_withoutFile_writesNothingButTheKeyToStandardOutput() throws Exception {
        RealCommand.Result result =
                hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("tenant"));

        assertThat(result.requireDone().err()).isEmpty();
        assertThat(result.out())
                .startsWith("-----BEGIN PUBLIC KEY-----\n")
                .endsWith("-----END PUBLIC KEY-----\n");
    }

    @Test
    void delete_withItsFingerprint_removesBothHalves() throws Exception {
        JsonObject key = hsm.generate("old", "--json").json();
        RealCommand.Result deleted = delete("old", "--expect", key.string("fingerprint"));

        assertThat(deleted.requireDone().out().replaceAll("\\s+[1-4] {2}|-.|\\s", ""))
                .contains("deleted" + key.string("fingerprint"));
        assertThat(hsm.pkcs11Tool("--list-objects").out())
                .contains(tenant.string("id"))
                .doesNotContain(key.string("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another"})
    void delete_withoutItsFingerprint_deletesNothing(String given) throws Exception {
        Refusal refusal =
                given.isEmpty()
                        ? new Refusal(3, "only if you give its fingerprint", "--expect")
                        : new Refusal(3, "the fingerprint does not match", "nothing was deleted");
        refusal.requireIs(
                given.isEmpty() ? delete("tenant") : delete("tenant", "--expect", "00".repeat(32)));

        assertThat(inspect("tenant").string("fingerprint")).isEqualTo(tenant.string("fingerprint"));
    }

    /** OpenSC reads the attributes; OpenSSL's way out, C_WrapKey, is closed for it too. */
    @Test
    void seal_withItsFingerprint_isNotExtractableForGood() throws Exception {
        JsonObject key = hsm.generate("to-seal", "--json").json();
        String fingerprint = key.string("fingerprint");
        new Refusal(3, "an unextractable key can never be copied again", "--without-copies")
                .requireIs(seal("to-seal", "--expect", fingerprint));
        JsonObject sealed =
                seal("to-seal", "--expect", fingerprint, "--without-copies", "--json").json();

        assertThat(key.strings("attributes")).contains("EXTRACTABLE");
        assertThat(sealed.strings("attributes"))
                .contains("SENSITIVE")
                .doesNotContain("EXTRACTABLE");
        // OpenSC 0.23 lists every object, whatever the label.
        String listed = hsm.pkcs11Tool("--list-objects", "--type", "privkey").out();
        assertThat(listed.split("(?m)^(?=Private Key Object)"))
                .filteredOn(object -> object.contains("to-seal"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("sensitive")
                .doesNotContain("extractable");
        assertThat(seal("to-seal", "--expect", fingerprint, "--without-copies").exit()).isZero();
        hsm.generate("aes-for-sealed", "--purpose", "wrapping");
        new Refusal(3, "'to-seal' is not extractable", "use a master copy")
                .requireIs(
                        hsm.withPin(
                                Args.of("backup", "create", "-q", "--store", "of-sealed")
                                        .with("--key", SoftHsmFolder.uri("to-seal"))
                                        .with("--to", SoftHsmFolder.uri("aes-for-sealed"))
                                        .and("--same-token-only")));
    }

    @Test
    void seal_withoutItsFingerprint_sealsNothing() throws Exception {
        new Refusal(3, "a key is made unextractable only if you give its fingerprint", "--expect")
                .requireIs(seal("tenant"));
        new Refusal(3, "the fingerprint does not match", "nothing was made unextractable")
                .requireIs(seal("tenant", "--expect", "00".repeat(32)));
        assertThat(inspect("tenant").object("origin").bool("CKA_EXTRACTABLE")).isTrue();
    }

    private static RealCommand.Result seal(String label, String... more) throws Exception {
        return hsm.withPin(
                joined(
                        List.of("key", "make-unextractable", "--key", SoftHsmFolder.uri(label)),
                        more));
    }

    private static RealCommand.Result generate(String label, String... more) throws Exception {
        return hsm.withPin(
                joined(List.of("key", "generate", "--token", "hsm", "--label", label), more));
    }

    private static RealCommand.Result delete(String label, String... more) throws Exception {
        return hsm.withPin(
                joined(List.of("key", "delete", "--key", SoftHsmFolder.uri(label)), more));
    }

    private static JsonObject inspect(String label) throws Exception {
        return hsm.withPin("inspect", SoftHsmFolder.uri(label), "--json").requireDone().json();
    }

    private static void export(String format, String file) throws Exception {
        String source = SoftHsmFolder.uri("tenant");
        hsm.withPin("key", "export-public", "--key", source, "--format", format, "-o", file)
                .requireDone();
    }

    private static RealCommand.Result openssl(String... args) throws Exception {
        return hsm.keyhaul().runProgram(List.of(joined(List.of("openssl"), args))).requireDone();
    }

    private static byte[] bytes(String file) throws Exception {
        return Files.readAllBytes(hsm.work.resolve(file));
    }

    private static String hex(String base64Url) {
        return java.util.HexFormat.of()
                .formatHex(java.util.Base64.getUrlDecoder().decode(base64Url));
    }

    private static List<String> labels(List<JsonObject> items) throws Exception {
        List<String> labels = new java.util.ArrayList<>();
        for (JsonObject item : items) {
            labels.add(item.string("label"));
        }
        return labels;
    }

    private static JsonObject keyOf(JsonObject list, String label) throws Exception {
        return list.objects("keys").get(labels(list.objects("keys")).indexOf(label));
    }

    private static String[] joined(List<String> first, String... more) {
        return java.util.stream.Stream.concat(first.stream(), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }
}
