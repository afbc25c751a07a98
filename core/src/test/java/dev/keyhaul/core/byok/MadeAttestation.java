package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An attestation of ours in the form of a genuine one, under a root of ours. */
final class MadeAttestation {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final RSAPublicKey KEK = GeneratedKeys.rsaPublic(2048);
    static final String VERSION = "0123456789abcdef0123456789abcdef";

    private static final int SIGNATURE_BYTES = 256;

    final KeyPair root = GeneratedKeys.rsa(2048, "root");
    final KeyPair adapter = GeneratedKeys.rsa(2048, "adapter");
    final KeyPair partition = GeneratedKeys.rsa(2048, "partition");
    final KeyPair owner = GeneratedKeys.rsa(2048, "owner");

    String certificates =
            pem("adapter", adapter, "root", root)
                    + pem("PARTN:1, for non-FIPS mode", partition, "adapter", adapter)
                    + pem("pool", owner, "pool", owner)
                    + pem("PARTN:1", partition, "pool", owner);
    final Map<Integer, byte[]> ofPublic = attributes(2);
    final Map<Integer, byte[]> ofPrivate = attributes(3);
    boolean digestInfo;

    private static Map<Integer, byte[]> attributes(int objectClass) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        attributes.put(0x000, new byte[] {(byte) objectClass});
        attributes.put(0x100, new byte[] {0});
        attributes.put(0x105, new byte[] {0});
        attributes.put(0x107, new byte[] {1});
        attributes.put(0x108, new byte[] {0});
        attributes.put(0x163, new byte[] {1});
        attributes.put(0x162, new byte[] {(byte) (objectClass == 2 ? 1 : 0)});
        attributes.put(0x164, new byte[] {(byte) (objectClass == 2 ? 0 : 1)});
        attributes.put(0x170, new byte[] {0});
        attributes.put(0x102, id("/keys/kek/" + VERSION));
        attributes.put(0x120, unsigned(KEK.getModulus()));
        attributes.put(0x122, unsigned(KEK.getPublicExponent()));
        return attributes;
    }

    static byte[] id(String path) {
        return Arrays.copyOf(path.getBytes(US_ASCII), 128);
    }

    static byte[] unsigned(BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }

    static KeyIdentifier kid() throws Exception {
        return KeyIdentifier.parse("https://pool.managedhsm.azure.net/keys/kek/" + VERSION);
    }

    HsmAttestation attestation() throws Exception {
        return HsmAttestation.of(
                "MRVL-1",
                certificates.getBytes(US_ASCII),
                signed(statement(ofPublic)),
                signed(statement(ofPrivate)));
    }

    AttestationCheck verify() throws Exception {
        return verify(attestation(), null, NOW);
    }

    AttestationCheck verify(HsmAttestation attestation, @Nullable Fingerprint expected, Instant now)
            throws Exception {
        return verify(attestation, expected, now, KEK);
    }

    AttestationCheck verify(
            HsmAttestation attestation,
            @Nullable Fingerprint expected,
            Instant now,
            RSAPublicKey key)
            throws Exception {
        return AttestationCheck.verify(
                attestation, kid(), key, expected, now, List.of((RSAPublicKey) root.getPublic()));
    }

    String failure() {
        try {
            return "verified: " + verify().sentence();
        } catch (CheckFailedException e) {
            return String.valueOf(e.getMessage());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a statement without its signature: 20 bytes, header, attributes, zeros. */
    static byte[] statement(Map<Integer, byte[]> attributes) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        attributes.forEach(
                (type, value) -> {
                    list.writeBytes(
                            ByteBuffer.allocate(8).putInt(type).putInt(value.length).array());
                    list.writeBytes(value);
                });
        int length = list.size() + 16;
        return ByteBuffer.allocate(32 + length + 50)
                .position(16)
                .putInt(12 + length)
                .putInt(14)
                .putInt(attributes.size())
                .putInt(length)
                .put(list.toByteArray())
                .array();
    }

    byte[] signed(byte[] statement) throws Exception {
        byte[] signed = Arrays.copyOf(statement, statement.length + SIGNATURE_BYTES);
        System.arraycopy(
                digestInfo ? usual(statement) : raw(statement),
                0,
                signed,
                statement.length,
                SIGNATURE_BYTES);
        return signed;
    }

    private byte[] usual(byte[] statement) throws Exception {
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(partition.getPrivate());
        rsa.update(statement);
        return rsa.sign();
    }

    /**
     * PKCS#1 v1.5 type 1 over the bare digest, which is how the JDK "encrypts" by a private key.
     */
    private byte[] raw(byte[] statement) throws Exception {
        Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, partition.getPrivate());
        return rsa.doFinal(MessageDigest.getInstance("SHA-256").digest(statement));
    }

    static String pem(String name, KeyPair key, String issuer, KeyPair issuerKey) {
        return pem(name, key, issuer, issuerKey, "SHA256withRSA");
    }

    static String pem(
            String name, KeyPair key, String issuer, KeyPair issuerKey, String algorithm) {
        try {
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    new JcaX509v3CertificateBuilder(
                                                    common(issuer),
                                                    BigInteger.ONE,
                                                    Date.from(NOW.minusSeconds(3600)),
                                                    Date.from(NOW.plusSeconds(3600)),
                                                    common(name),
                                                    key.getPublic())
                                            .build(
                                                    new JcaContentSignerBuilder(algorithm)
                                                            .build(issuerKey.getPrivate())));
            return pem(certificate.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static X500Principal common(String name) {
        return new X500Principal("CN=\"" + name + "\"");
    }
}
