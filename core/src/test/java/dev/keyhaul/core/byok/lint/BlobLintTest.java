package dev.keyhaul.core.byok.lint;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For each code a file that triggers it and nothing else. */
final class BlobLintTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final VaultHost VAULT = new VaultHost("contoso-kv", "vault.azure.net");
    private static final VaultHost MANAGED_HSM =
            new VaultHost("contoso-hsm", "managedhsm.azure.net");
    private static final KeyIdentifier KID = kid("kek");
    private static final int KEK_BYTES = 256;
    private static final int PKCS8_KWP_BYTES = 1224;

    /** A mistake: the file, and what is known beside it. */
    private record Case(byte[] file, LintContext context) {
        static Case of(String file) {
            return new Case(file.getBytes(UTF_8), known());
        }

        static Case ofContext(LintContext context) {
            return new Case(text().getBytes(UTF_8), context);
        }
    }

    private static final Map<LintCode, Case> CASES = cases();

    private static Map<LintCode, Case> cases() {
        Map<LintCode, Case> cases = new EnumMap<>(LintCode.class);
        cases.put(LintCode.BYTE_ORDER_MARK, Case.of("\uFEFF" + text()));
        cases.put(
                LintCode.BASE64_TWICE,
                Case.of(Base64.getEncoder().encodeToString(text().getBytes(UTF_8))));
        cases.put(LintCode.NOT_JSON, Case.of(text().substring(0, 100)));
        cases.put(LintCode.DUPLICATE_MEMBER, changed("\"alg\"", "\"alg\": \"dir\", \"alg\""));
        cases.put(LintCode.TEXT_AFTER, Case.of(text() + "{}"));
        cases.put(LintCode.MEMBER_MISSING, changed("\"alg\": \"dir\",", ""));
        cases.put(LintCode.MEMBER_TYPE, changed("\"1.0.0\"", "1"));
        cases.put(LintCode.MEMBER_UNKNOWN, changed("\"generator\"", "\"comment\""));
        cases.put(LintCode.SCHEMA_VERSION, changed("1.0.0", "1.1.0"));
        cases.put(LintCode.ALG, changed("\"dir\"", "\"RSA-OAEP\""));
        cases.put(LintCode.ENC, changed("CKM_RSA_AES_KEY_WRAP", "A256KW"));
        cases.put(LintCode.KID, changed("https://contoso", "http://contoso"));
        cases.put(LintCode.KID_VERSION, changed("/" + KID.version().orElseThrow(), ""));
        cases.put(
                LintCode.KID_VAULT,
                Case.ofContext(inVault(new VaultHost("fabrikam-kv", "vault.azure.net"))));
        cases.put(LintCode.KID_OTHER, Case.ofContext(withKid(kid("kex"))));
        cases.put(LintCode.BASE64_PADDING, ciphertext(url(bytes(KEK_BYTES + 1224)) + "=="));
        cases.put(
                LintCode.BASE64_STANDARD,
                ciphertext(url(bytes(KEK_BYTES + 1224)).replace('-', '+').replace('_', '/')));
        cases.put(
                LintCode.BASE64_BLANKS,
                ciphertext(url(bytes(KEK_BYTES + 1224)).replaceFirst("^.{76}", "$0\\\\n")));
        cases.put(
                LintCode.BASE64_LITERAL,
                ciphertext("BASE64URL(" + url(bytes(KEK_BYTES + 1224)) + ")"));
        cases.put(LintCode.BASE64, ciphertext("no*base64"));
        cases.put(LintCode.TOO_SHORT, ciphertext(url(bytes(KEK_BYTES + 16))));
        cases.put(LintCode.KWP_LENGTH, ciphertext(url(bytes(KEK_BYTES + 1225))));
        cases.put(LintCode.TARGET_PKCS1, ciphertext(url(bytes(KEK_BYTES + 1200))));
        cases.put(LintCode.TARGET_PEM, ciphertext(url(bytes(KEK_BYTES + 1712))));
        cases.put(LintCode.TARGET_SEC1, ciphertext(url(bytes(KEK_BYTES + 136))));
        cases.put(LintCode.TARGET_CURVE, ciphertext(url(bytes(KEK_BYTES + 144))));
        cases.put(LintCode.TARGET_AES, ciphertext(url(bytes(KEK_BYTES + 40))));
        cases.put(LintCode.TARGET_LENGTH, ciphertext(url(bytes(KEK_BYTES + 1336))));
        cases.put(
                LintCode.KEK_OPERATIONS,
                Case.ofContext(
                        withKek(kek("RSA-HSM", List.of("import", "decrypt"), Optional.empty()))));
        cases.put(
                LintCode.KEK_TYPE,
                Case.ofContext(withKek(kek("RSA", List.of("import"), Optional.empty()))));
        cases.put(
                LintCode.KEK_DISABLED,
                Case.ofContext(
                        withKek(
                                LintContext.Kek.of(
                                        record(
                                                GeneratedKeys.rsaPublic(2048),
                                                "RSA-HSM",
                                                List.of("import"),
                                                false,
                                                Optional.empty())))));
        cases.put(
                LintCode.KEK_EXPIRED,
                Case.ofContext(
                        withKek(
                                kek(
                                        "RSA-HSM",
                                        List.of("import"),
                                        Optional.of(NOW.minusSeconds(1))))));
        cases.put(
                LintCode.KEK_LENGTH,
                new Case(file(128, PKCS8_KWP_BYTES - 8 * 73), withKek(kekOf(1024))));
        cases.put(LintCode.KEK_WEAK, new Case(file(256, 1800), withKek(kekOf(2048))));
        return cases;
    }

    @ParameterizedTest
    @EnumSource
    void code_isTriggeredByItsFileAndAlone(LintCode code) {
        Case wrong = Objects.requireNonNull(CASES.get(code), "no file for " + code);

        List<LintReport.Finding> findings =
                BlobLint.examine(wrong.file(), wrong.context()).findings();

        assertThat(findings).extracting(LintReport.Finding::code).containsExactly(code);
    }

    @Test
    void goodBlob_hasNoFinding_andSaysWhatNobodyCanSee() {
        LintReport report = BlobLint.examine(text().getBytes(UTF_8), known());

        assertThat(report.findings()).isEmpty();
        assertThat(report.unchecked())
                .hasSize(2)
                .anySatisfy(left -> assertThat(left).contains("OAEP used SHA-1"));
    }

    @Test
    void codes_haveAnIdOfTheirOwn_andAFix() {
        assertThat(LintCode.values())
                .extracting(LintCode::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("KH-[A-Z0-9-]+"));
        assertThat(LintCode.values())
                .extracting(LintCode::fix)
                .allSatisfy(fix -> assertThat(fix).hasSizeGreaterThan(10));
    }

    @Test
    void warning_isNoError() {
        Case expired = Objects.requireNonNull(CASES.get(LintCode.KEK_EXPIRED));
        LintReport report = BlobLint.examine(expired.file(), expired.context());
        assertThat(report.findings()).hasSize(1).noneMatch(LintReport.Finding::isError);
        assertThat(report.hasErrors()).isFalse();
    }

    @Test
    void kekThatExpiresLater_isNoFinding() {
        LintContext.Kek kek = kek("RSA-HSM", List.of("import"), Optional.of(NOW.plusSeconds(1)));
        assertThat(BlobLint.examine(text().getBytes(UTF_8), withKek(kek)).findings()).isEmpty();
    }

    @Test
    void reasons_sayWhatWasSeen() {
        assertThat(reason(LintCode.TARGET_PKCS1))
                .isEqualTo("has an AES-KWP part of 1200 bytes, as RSA-2048 in PKCS#1 gives");
        assertThat(reason(LintCode.TARGET_PEM)).contains("as RSA-2048 in PEM text gives");
        assertThat(reason(LintCode.TOO_SHORT))
                .isEqualTo("is of 272 bytes; with this KEK it has at least 280");
        assertThat(reason(LintCode.MEMBER_TYPE)).isEqualTo("is not a string");
        Case header = Case.of(text().replaceFirst("(?s)\\{(.*)\\{.*?}", "{$1\"x\""));
        assertThat(BlobLint.examine(header.file(), header.context()).findings())
                .extracting(LintReport.Finding::reason)
                .contains("is not an object");
    }

    private static String reason(LintCode code) {
        Case wrong = Objects.requireNonNull(CASES.get(code));
        return BlobLint.examine(wrong.file(), wrong.context()).findings().get(0).reason();
    }

    /** The shortest AES-KWP part has 24 bytes, of an AES key of 128 bits. */
    @Test
    void shortestCiphertext_isNotTooShort() {
        assertThat(findings(384, 24, MANAGED_HSM)).isEmpty();
    }

    /** Every form that a tool gives a key of the three curves, with and without its public half. */
    @ParameterizedTest
    @ValueSource(ints = {152, 80, 160, 88, 200, 208, 104, 256, 112, 264, 120})
    void ecKey_underAWeakerKek_isAWarning_withBothStrengths(int kwpBytes) {
        assertThat(findings(KEK_BYTES, kwpBytes, VAULT))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.code()).isEqualTo(LintCode.KEK_WEAK);
                            assertThat(finding.reason())
                                    .startsWith(
                                            "is of 112 bits of strength; the target looks like"
                                                    + " EC P-");
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {152, 80, 160, 88})
    void p256_underAKekAsStrong_isNoFinding(int kwpBytes) {
        assertThat(findings(384, kwpBytes, VAULT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"24, AES 128", "32, AES 192", "40, AES 256"})
    void aesKey_goesIntoAManagedHsmAlone(int kwpBytes, String name) {
        assertThat(findings(512, kwpBytes, VAULT))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.code()).isEqualTo(LintCode.TARGET_AES);
                            assertThat(finding.isError()).isTrue();
                            assertThat(finding.reason())
                                    .isEqualTo(
                                            "has an AES-KWP part of "
                                                    + kwpBytes
                                                    + " bytes, as "
                                                    + name
                                                    + " gives; https://contoso-kv.vault.azure.net"
                                                    + " is not a Managed HSM");
                        });
        assertThat(findings(512, kwpBytes, MANAGED_HSM))
                .extracting(LintReport.Finding::code)
                .isEqualTo(kwpBytes == 24 ? List.of() : List.of(LintCode.KEK_WEAK));
    }

    /** Without a named vault, the blob goes where its KEK is. */
    @Test
    void aesKey_withoutANamedVault_isJudgedByItsKid() {
        LintContext bare =
                LintContext.fileAlone(NOW)
                        .withKek(LintContext.Kek.of(GeneratedKeys.rsaPublic(3072)));
        assertThat(BlobLint.examine(file(384, 24), bare).findings())
                .extracting(LintReport.Finding::code)
                .containsExactly(LintCode.TARGET_AES);
    }

    @Test
    void lengthOfNoKey_isAFinding_betweenThoseOfTheOthersToo() {
        for (int kwpBytes : new int[] {48, 56, 96, 184, 192, 240, 248, 272}) {
            assertThat(findings(KEK_BYTES, kwpBytes, VAULT))
                    .extracting(LintReport.Finding::code)
                    .as(kwpBytes + " bytes")
                    .containsExactly(LintCode.TARGET_LENGTH);
        }
        assertThat(findings(KEK_BYTES, 136, VAULT).get(0).reason())
                .isEqualTo("has an AES-KWP part of 136 bytes, as EC P-256 gives outside PKCS#8");
    }

    private static List<LintReport.Finding> findings(int kekBytes, int kwpBytes, VaultHost vault) {
        KeyIdentifier kid =
                new KeyIdentifier(vault, "kek", Optional.of("0123456789abcdef0123456789abcdef"));
        LintContext context =
                LintContext.fileAlone(NOW)
                        .withKek(LintContext.Kek.of(GeneratedKeys.rsaPublic(8 * kekBytes)))
                        .withKid(kid)
                        .withVault(vault);
        byte[] file = new BlobContent(kid, bytes(kekBytes + kwpBytes), "test").toFile();
        return BlobLint.examine(file, context).findings();
    }

    @Test
    void base64OfJson_isFoundBehindBlanksToo_andJsonWithBlanksIsJson() {
        String base64 = Base64.getEncoder().encodeToString(text().getBytes(UTF_8));
        assertThat(codes(" \n" + base64)).containsExactly(LintCode.BASE64_TWICE);
        assertThat(codes(" \n" + text())).isEmpty();
        assertThat(codes("\n ")).containsExactly(LintCode.NOT_JSON);
        // Its letters alone, as base64, are those of a text that begins with a brace.
        assertThat(codes("\n {\"eyJ1\":12}"))
                .contains(LintCode.MEMBER_UNKNOWN)
                .doesNotContain(LintCode.BASE64_TWICE);
    }

    private static List<LintCode> codes(String file) {
        return BlobLint.examine(file.getBytes(UTF_8), known()).findings().stream()
                .map(LintReport.Finding::code)
                .toList();
    }

    @Test
    void fileAlone_saysWhichChecksNeedMore() {
        LintReport report = BlobLint.examine(text().getBytes(UTF_8), LintContext.fileAlone(NOW));

        assertThat(report.findings()).isEmpty();
        assertThat(report.unchecked()).hasSize(6);
    }

    @Test
    void severalMistakes_areFoundAtOnce() {
        String file =
                text().replace("\"dir\"", "\"none\"")
                        .replace("/" + KID.version().orElseThrow(), "")
                        .replaceFirst("\"ciphertext\": \"(.{40})", "\"ciphertext\": \"$1 ");
        byte[] utf16 = ("\uFEFF" + file).getBytes(UTF_16LE);

        assertThat(BlobLint.examine(utf16, known()).findings())
                .extracting(LintReport.Finding::code)
                .containsExactly(
                        LintCode.BYTE_ORDER_MARK,
                        LintCode.ALG,
                        LintCode.KID_VERSION,
                        LintCode.BASE64_BLANKS);
    }

    /**
     * Two readers of one format must not differ: what one takes, the other does not complain of.
     */
    @Test
    void errors_areWhatTheStrictReaderRefuses() {
        List<String> disagreements = new ArrayList<>();
        int refused = 0;
        for (byte[] file : variations()) {
            boolean lintRefuses = BlobLint.examine(file, LintContext.fileAlone(NOW)).hasErrors();
            boolean readerRefuses = readerRefuses(file);
            refused += readerRefuses ? 1 : 0;
            if (lintRefuses != readerRefuses) {
                disagreements.add("lint " + lintRefuses + ": " + new String(file, UTF_8));
            }
        }
        System.out.printf("lint: %d files, %d refused by both%n", variations().size(), refused);
        assertThat(disagreements).isEmpty();
        assertThat(refused).isGreaterThan(500);
    }

    private static boolean readerRefuses(byte[] file) {
        try {
            BlobContent.parse(file);
            return false;
        } catch (MalformedInputException e) {
            return true;
        }
    }

    /**
     * Every case above, the good file cut at each byte of its head, and with each bit of it
     * flipped.
     */
    private static List<byte[]> variations() {
        List<byte[]> files = new ArrayList<>();
        CASES.values().forEach(wrong -> files.add(wrong.file()));
        byte[] good = text().getBytes(UTF_8);
        for (int i = 0; i < good.length; i += i < 300 ? 1 : 17) {
            files.add(Arrays.copyOf(good, i));
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = good.clone();
                flipped[i] ^= (byte) (1 << bit);
                files.add(flipped);
            }
        }
        files.add(good);
        return files;
    }

    private static String text() {
        return new String(file(KEK_BYTES, PKCS8_KWP_BYTES), UTF_8);
    }

    private static byte[] file(int kekBytes, int kwpBytes) {
        return new BlobContent(KID, bytes(kekBytes + kwpBytes), "test").toFile();
    }

    /** Bytes whose base64url has both of the characters that standard base64 has not. */
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 37 + 251);
        }
        return bytes;
    }

    private static Case changed(String good, String bad) {
        assertThat(text()).contains(good);
        return Case.of(text().replace(good, bad));
    }

    private static Case ciphertext(String value) {
        return Case.of(
                text().replaceFirst(
                                "\"ciphertext\": \"[^\"]*\"",
                                Matcher.quoteReplacement("\"ciphertext\": \"" + value + "\"")));
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyIdentifier kid(String name) {
        return new KeyIdentifier(VAULT, name, Optional.of("0123456789abcdef0123456789abcdef"));
    }

    private static LintContext.Kek kekOf(int bits) {
        return kek(GeneratedKeys.rsaPublic(bits), "RSA-HSM", List.of("import"), Optional.empty());
    }

    private static LintContext.Kek kek(
            String type, List<String> operations, Optional<Instant> expires) {
        return kek(GeneratedKeys.rsaPublic(2048), type, operations, expires);
    }

    private static LintContext.Kek kek(
            RSAPublicKey key, String type, List<String> operations, Optional<Instant> expires) {
        return LintContext.Kek.of(record(key, type, operations, true, expires));
    }

    private static KekRecord record(
            RSAPublicKey key,
            String type,
            List<String> operations,
            boolean enabled,
            Optional<Instant> expires) {
        return KekRecord.builder(KID, key)
                .keyType(type)
                .keyOperations(operations)
                .enabled(enabled)
                .expires(expires.orElse(null))
                .build();
    }

    private static LintContext known() {
        return withKek(kekOf(2048));
    }

    private static LintContext withKek(LintContext.Kek kek) {
        return LintContext.fileAlone(NOW).withKek(kek).withVault(VAULT);
    }

    private static LintContext withKid(KeyIdentifier kid) {
        return withKek(kekOf(2048)).withKid(kid);
    }

    private static LintContext inVault(VaultHost vault) {
        return withKek(kekOf(2048)).withVault(vault);
    }
}
