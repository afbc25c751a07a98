package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.PfxBytes.bag;
import static dev.keyhaul.cli.doubled.PfxBytes.element;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.format.ManifestFormat;
import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.recipient.CertificateRecipient;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Facts;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.pfx.CertificateFile;
import dev.keyhaul.pfx.PfxFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of file that brings an RSA key: one whose numbers make work is refused when it is
 * read. With an exponent as long as its modulus, a signature takes a thousand times as long to
 * verify, and a journal of 1 MB took a minute.
 */
class KeyBoundsTest {
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(2048);
    private static final BigInteger F4 = BigInteger.valueOf(65537);
    private static final Instant NOW = Instant.parse("2026-11-24T15:51:51Z");
    private static final Manifest.StoreId STORE =
            new Manifest.StoreId("00112233445566778899aabbccddeeff");
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";

    /** As long as the modulus: the JDK takes such a key up to 3072 bits. */
    private static final BigInteger LONG = KEY.getModulus().subtract(BigInteger.TWO);

    @TempDir Path folder;

    /** Reads a key in one kind of file, and fails if it is refused. */
    private interface Reading {
        void read(RSAPublicKey key) throws Exception;
    }

    /** Something is verified with the key, or encrypted for it. */
    private Map<String, Reading> used() {
        Map<String, Reading> kinds = new LinkedHashMap<>();
        kinds.put("public key in a file", key -> PublicKeyEncoding.parse(key.getEncoded()));
        kinds.put("KEK in a file", this::kekFile);
        kinds.put("KEK as JSON", KeyBoundsTest::kekJson);
        kinds.put("line of a journal", KeyBoundsTest::journal);
        kinds.put("ceremony record", KeyBoundsTest::record);
        kinds.put("signed report", this::report);
        kinds.put("manifest of a copy", KeyBoundsTest::manifest);
        kinds.put("trusted evidence key", this::trusted);
        kinds.put("certificate of a recipient", KeyBoundsTest::recipient);
        return kinds;
    }

    /** The key is only read. */
    private static Map<String, Reading> read() {
        Map<String, Reading> kinds = new LinkedHashMap<>();
        kinds.put("expected key", key -> PublicKeyEncoding.parseKey(key.getEncoded()));
        kinds.put("numbers", k -> PublicKeyEncoding.of(k.getModulus(), k.getPublicExponent()));
        kinds.put("JWK", KeyBoundsTest::jwk);
        kinds.put("certificate in a PFX", KeyBoundsTest::pfx);
        kinds.put("certificate in a file", KeyBoundsTest::certificate);
        return kinds;
    }

    @Test
    void keyThatIsUsed_hasTheUsualExponent() throws Exception {
        assertTaken(used(), F4);
        for (BigInteger other : List.of(BigInteger.valueOf(3), F4.add(BigInteger.TWO), LONG)) {
            assertRefused(used(), other);
        }
    }

    @Test
    void keyThatIsRead_hasAnExponentOfAtMost64Bits() throws Exception {
        BigInteger longest = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
        for (BigInteger taken : List.of(BigInteger.valueOf(3), F4, longest)) {
            assertTaken(read(), taken);
        }
        assertRefused(read(), longest.add(BigInteger.TWO));
        assertRefused(read(), LONG);
        assertRefused(read(), F4.subtract(BigInteger.ONE));
    }

    private static void assertTaken(Map<String, Reading> kinds, BigInteger exponent)
            throws Exception {
        RSAPublicKey key = key(exponent);
        for (Map.Entry<String, Reading> kind : kinds.entrySet()) {
            try {
                kind.getValue().read(key);
            } catch (KeyTransferException e) {
                throw new AssertionError(kind.getKey() + " refuses e = " + exponent, e);
            }
        }
    }

    private static void assertRefused(Map<String, Reading> kinds, BigInteger exponent)
            throws Exception {
        RSAPublicKey key = key(exponent);
        for (Map.Entry<String, Reading> kind : kinds.entrySet()) {
            try {
                kind.getValue().read(key);
            } catch (KeyTransferException e) {
                assertThat(e.getMessage()).as(kind.getKey()).contains("exponent");
                continue;
            }
            throw new AssertionError(kind.getKey() + " takes e of " + exponent.bitLength());
        }
    }

    /** The JDK makes keys that Keyhaul does not read. */
    private static RSAPublicKey key(BigInteger exponent) throws Exception {
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(KEY.getModulus(), exponent));
    }

    private void kekFile(RSAPublicKey key) throws Exception {
        KekCandidate.read(key.getEncoded(), KeyIdentifier.parse(KID), NOW);
    }

    private static void kekJson(RSAPublicKey key) throws Exception {
        KekCandidate.read(
                ("{\"key\":{\"kid\":\""
                                + KID
                                + "\",\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"],\"e\":\""
                                + PublicKeyEncoding.base64Url(key.getPublicExponent())
                                + "\",\"n\":\""
                                + PublicKeyEncoding.base64Url(key.getModulus())
                                + "\"}}")
                        .getBytes(US_ASCII),
                null,
                NOW);
    }

    private static void jwk(RSAPublicKey key) throws Exception {
        PublicKeyEncoding.ofJwk(
                PublicKeyEncoding.base64Url(key.getModulus()),
                PublicKeyEncoding.base64Url(key.getPublicExponent()));
    }

    private static void journal(RSAPublicKey key) throws Exception {
        byte[] line =
                JsonObject.builder()
                        .put("number", 1)
                        .put("time", NOW.toString())
                        .put("by", "operator@desk")
                        .put("event", "created")
                        .put("details", Map.of("copy", "none"))
                        .put("previous", Sha256.hex(STORE.hex().getBytes(US_ASCII)))
                        .put("signed_by", base64(key.getEncoded()))
                        .build()
                        .toCompactString()
                        .getBytes(US_ASCII);
        Journal.parse(
                PfxBytes.joined(line, ("\t" + base64(new byte[256]) + "\n").getBytes(US_ASCII)),
                STORE);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void record(RSAPublicKey key) throws Exception {
        Deed deed = new Deed("key list", Map.of(), NOW, NOW, 0, Optional.empty(), Optional.empty());
        CeremonyRecord.parse(
                new CeremonyRecord(
                                deed,
                                new Setting(
                                        List.of(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul"),
                                new Facts(
                                        List.of(),
                                        Optional.empty(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of()),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(key))
                        .toFile());
    }

    private void report(RSAPublicKey key) throws Exception {
        EvidenceSigner signer =
                new EvidenceSigner() {
                    @Override
                    public RSAPublicKey publicKey() {
                        return key;
                    }

                    @Override
                    public byte[] sign(byte[] data) {
                        return new byte[256];
                    }
                };
        String kind = "keyhaul token probe";
        SignedReport made = SignedReport.of(kind, JsonObject.builder().build().toUtf8(), signer);
        SignedReport.read(Files.write(folder.resolve("report.json"), made.file()), kind);
    }

    private static void manifest(RSAPublicKey key) throws Exception {
        Manifest made = EvidenceDoubledTest.manifestOf(2, KeyDescription.of(key));
        ManifestFormat.read(ManifestFormat.write(made));
    }

    private void trusted(RSAPublicKey key) throws Exception {
        StoreTrust.signerNamed(
                Files.write(folder.resolve("evidence.der"), key.getEncoded()).toString());
    }

    private static void recipient(RSAPublicKey key) throws Exception {
        CertificateRecipient.of(CertificateDer.parse(PfxBytes.certificate(key)));
    }

    private static void certificate(RSAPublicKey key) throws Exception {
        CertificateFile.parse(
                PfxBytes.certificate(key),
                GeneratedKeys.softwareAes(256).description().fingerprint());
    }

    private static void pfx(RSAPublicKey key) throws Exception {
        byte[] value =
                new CertBag(
                                PKCSObjectIdentifiers.x509Certificate,
                                new DEROctetString(PfxBytes.certificate(key)))
                        .getEncoded();
        byte[] bag = bag(PKCSObjectIdentifiers.certBag, value, new byte[0]);
        try (Passphrase password = Passphrase.copyOf(new char[0])) {
            PfxFile.open(PfxBytes.file(element(0x30, bag)), password, true).close();
        }
    }

    @Test
    void privateKeyWithALongExponent_isRefused() throws Exception {
        byte[] pkcs8 = privateKey(LONG);

        assertThat(RsaKeyPair.of(new PKCS8EncodedKeySpec(pkcs8))).isEmpty();
        assertThat(refusal(pkcs8)).contains("public exponent of 2048 bits; at most 64");
        assertThat(refusal(KEY.getEncoded())).isEmpty();
    }

    private static String refusal(byte[] pkcs8) {
        try {
            SoftwareKey.fromPkcs8(pkcs8.clone(), KeyOrigin.software("test")).close();
            return "";
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** All its parts agree. */
    private static byte[] privateKey(BigInteger exponent) throws Exception {
        BigInteger p = KEY.getPrimeP().subtract(BigInteger.ONE);
        BigInteger q = KEY.getPrimeQ().subtract(BigInteger.ONE);
        BigInteger e = exponent;
        while (!e.gcd(p.multiply(q)).equals(BigInteger.ONE)) {
            e = e.subtract(BigInteger.TWO);
        }
        BigInteger d = e.modInverse(p.multiply(q));
        return KeyFactory.getInstance("RSA")
                .generatePrivate(
                        new RSAPrivateCrtKeySpec(
                                KEY.getModulus(),
                                e,
                                d,
                                KEY.getPrimeP(),
                                KEY.getPrimeQ(),
                                d.mod(p),
                                d.mod(q),
                                KEY.getCrtCoefficient()))
                .getEncoded();
    }

    /** What it signed could not be read. */
    @Test
    void evidenceKeyWithAnotherExponent_signsNothing() throws Exception {
        BigInteger e = F4.add(BigInteger.TWO);
        try (SoftwareKey key = SoftwareKey.fromPkcs8(privateKey(e), KeyOrigin.software("test"))) {
            SoftwareEvidenceKey.of(key);
        } catch (KeyTransferException refused) {
            assertThat(refused.getMessage()).contains("exponent").contains("must have 65537");
            return;
        }
        throw new AssertionError("it signs");
    }
}
