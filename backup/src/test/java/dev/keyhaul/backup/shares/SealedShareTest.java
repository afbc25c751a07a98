package dev.keyhaul.backup.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedShareTest {
    private static final KeyPair HOLDER = GeneratedKeys.rsa(2048, "holder");

    @TempDir Path folder;
    private Share share;
    private byte[] sealed;

    @BeforeEach
    void seal() throws Exception {
        SecretBytes key = SecretBytes.moveFrom(KeyChallenge.random(GeneratedKeys.RANDOM));
        share = KeySplitter.split(key, 2, 3, GeneratedKeys.RANDOM).get(1);
        sealed = SealedShare.seal(share, certificate(HOLDER, "SHA256withRSA"));
    }

    private static X509Certificate certificate(KeyPair pair, String algorithm) throws Exception {
        X500Principal name = new X500Principal("CN=holder");
        Instant now = Instant.parse("2026-11-24T15:51:51Z");
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(now),
                                        Date.from(now.plusSeconds(86400)),
                                        name,
                                        pair.getPublic())
                                .build(
                                        new JcaContentSignerBuilder(algorithm)
                                                .build(pair.getPrivate())));
    }

    @Test
    void sealed_opensWithItsHoldersKey_andNoOther() throws Exception {
        try (Share opened = SealedShare.open(sealed, HOLDER.getPrivate())) {
            assertThat(opened.sha256()).isEqualTo(share.sha256());
        }
        assertThatThrownBy(
                        () ->
                                SealedShare.open(
                                        sealed, GeneratedKeys.rsa(2048, "another").getPrivate()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(UnwrapFailure.create().getMessage())
                .hasNoCause();
    }

    @Test
    void sealed_isOpenedByOpenSsl() throws Exception {
        Path key = folder.resolve("holder.pem");
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(HOLDER.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        byte[] clear =
                new OpenSsl(folder)
                        .convert(sealed, "cms -decrypt -binary -inform DER -inkey " + key);
        try (Share opened = Share.parse(clear)) {
            assertThat(opened.sha256()).isEqualTo(share.sha256());
        }
    }

    @Test
    void sealed_isWithAes256Gcm_underOaepWithSha256() {
        AuthEnvelopedData cms =
                AuthEnvelopedData.getInstance(ContentInfo.getInstance(sealed).getContent());
        RSAESOAEPparams oaep =
                RSAESOAEPparams.getInstance(
                        KeyTransRecipientInfo.getInstance(
                                        RecipientInfo.getInstance(
                                                        cms.getRecipientInfos().getObjectAt(0))
                                                .getInfo())
                                .getKeyEncryptionAlgorithm()
                                .getParameters());

        assertThat(cms.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm().getAlgorithm())
                .isEqualTo(NISTObjectIdentifiers.id_aes256_GCM);
        assertThat(oaep.getHashAlgorithm().getAlgorithm())
                .isEqualTo(NISTObjectIdentifiers.id_sha256);
        assertThat(oaep.getMaskGenAlgorithm().getAlgorithm())
                .isEqualTo(PKCSObjectIdentifiers.id_mgf1);
    }

    @Test
    void damagedFile_isTheOneError() {
        // The tag of the whole, the encrypted key, the ciphertext, its tag.
        for (int at : new int[] {0, sealed.length / 2, sealed.length - 30, sealed.length - 1}) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            requireRefused(changed);
            requireRefused(Arrays.copyOf(sealed, at));
        }
    }

    private static void requireRefused(byte[] file) {
        assertThatThrownBy(() -> SealedShare.open(file, HOLDER.getPrivate()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(UnwrapFailure.create().getMessage());
    }

    @Test
    void otherContent_isMalformed_andALongFileIsNotOpened() throws Exception {
        int overhead = sealedByOpenSsl(15_000).length - 15_000;
        byte[] longest = sealedByOpenSsl(16 * 1024 - overhead);
        assertThat(longest).hasSize(16 * 1024);
        assertThatThrownBy(() -> SealedShare.open(longest, HOLDER.getPrivate()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("not a share: a share has 123 bytes");
        requireRefused(sealedByOpenSsl(16 * 1024 + 1 - overhead));
    }

    private byte[] sealedByOpenSsl(int lengthBytes) throws Exception {
        return new OpenSsl(folder)
                .convert(
                        new byte[lengthBytes],
                        "cms -encrypt -binary -outform DER -aes-256-gcm"
                                + (" -recip " + pem(certificate(HOLDER, "SHA256withRSA")))
                                + " -keyopt rsa_padding_mode:oaep");
    }

    private Path pem(X509Certificate certificate) throws Exception {
        return Files.writeString(
                folder.resolve("holder.crt"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void certificateOfAnotherKind_isRefusedByName() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        X509Certificate holder = certificate(generator.generateKeyPair(), "SHA256withECDSA");
        assertThatThrownBy(() -> SealedShare.seal(share, holder))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("a share cannot be sealed to CN=holder");
    }

    @Test
    void certificateOfAnotherExponent_isRefused() throws Exception {
        PublicKey key =
                PublicKeyEncoding.of(
                        ((RSAPublicKey) HOLDER.getPublic()).getModulus(), BigInteger.valueOf(3));
        X509Certificate holder =
                certificate(new KeyPair(key, HOLDER.getPrivate()), "SHA256withRSA");
        assertThatThrownBy(() -> SealedShare.seal(share, holder))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("the public exponent 3, but must have 65537");
    }
}
