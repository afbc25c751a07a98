package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.PfxBytes.bag;
import static dev.keyhaul.cli.doubled.PfxBytes.descendingIntegers;
import static dev.keyhaul.cli.doubled.PfxBytes.element;
import static dev.keyhaul.cli.doubled.PfxBytes.joined;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.PfxFile;
import java.io.ByteArrayOutputStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;

/** The tree of a PKCS#12 file. */
class PfxDoubledTest {
    private static final byte[] NOTHING = {};

    @Test
    void bags() throws Exception {
        byte[] bag = bag(PKCSObjectIdentifiers.secretBag, new byte[] {5, 0}, NOTHING);
        requireLinear(2000, parts -> PfxBytes.file(element(0x30, times(bag, parts))), this::open);
    }

    @Test
    void certificates() throws Exception {
        byte[] value =
                new CertBag(
                                PKCSObjectIdentifiers.x509Certificate,
                                new DEROctetString(PfxBytes.certificate()))
                        .getEncoded();
        byte[] bag = bag(PKCSObjectIdentifiers.certBag, value, NOTHING);
        requireLinear(100, parts -> PfxBytes.file(element(0x30, times(bag, parts))), this::open);
    }

    @Test
    void attributesOfABag() throws Exception {
        byte[] attribute =
                element(
                        0x30,
                        joined(
                                PKCSObjectIdentifiers.pkcs_9_at_localKeyId.getEncoded(),
                                element(0x31, element(4, new byte[] {1}))));
        requireLinear(
                5000,
                parts ->
                        PfxBytes.file(
                                element(
                                        0x30,
                                        bag(
                                                PKCSObjectIdentifiers.secretBag,
                                                new byte[] {5, 0},
                                                times(attribute, parts)))),
                this::open);
    }

    /** Bouncy Castle sorts a SET by insertion when it writes DER. */
    @Test
    void attributesOfAKey() throws Exception {
        requireLinear(
                1000,
                parts ->
                        PfxBytes.file(
                                element(0x30, keyBag(element(0xA0, descendingIntegers(parts))))),
                this::open);
    }

    private static byte[] keyBag(byte[] attributes) throws Exception {
        PrivateKeyInfo key =
                PrivateKeyInfo.getInstance(GeneratedKeys.rsaPrivate(2048).getEncoded());
        byte[] pkcs8 =
                element(
                        0x30,
                        joined(
                                new byte[] {2, 1, 0},
                                key.getPrivateKeyAlgorithm().getEncoded(),
                                key.getPrivateKey().getEncoded(),
                                attributes));
        return bag(PKCSObjectIdentifiers.keyBag, pkcs8, NOTHING);
    }

    @Test
    void parametersOfAKeysAlgorithm() throws Exception {
        requireLinear(
                1000,
                parts ->
                        PfxBytes.file(
                                element(
                                        0x30,
                                        bag(
                                                PKCSObjectIdentifiers.keyBag,
                                                element(
                                                        0x30,
                                                        joined(
                                                                new byte[] {2, 1, 0},
                                                                element(
                                                                        0x30,
                                                                        joined(
                                                                                PKCSObjectIdentifiers
                                                                                        .rsaEncryption
                                                                                        .getEncoded(),
                                                                                element(
                                                                                        0x31,
                                                                                        descendingIntegers(
                                                                                                parts)))),
                                                                element(4, new byte[] {1}))),
                                                NOTHING))),
                this::open);
    }

    @Test
    void shroudedKey_whoseAlgorithmHasManyParameters_isRefused() throws Exception {
        requireLinearRefusal(
                1000,
                parts ->
                        PfxBytes.file(
                                element(
                                        0x30,
                                        bag(
                                                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                                                element(
                                                        0x30,
                                                        joined(
                                                                element(
                                                                        0x30,
                                                                        joined(
                                                                                PKCSObjectIdentifiers
                                                                                        .id_PBES2
                                                                                        .getEncoded(),
                                                                                element(
                                                                                        0x31,
                                                                                        descendingIntegers(
                                                                                                parts)))),
                                                                element(4, new byte[16]))),
                                                NOTHING))),
                this::open);
    }

    @Test
    void octetsInManyPieces() throws Exception {
        requireLinearRefusal(
                20_000,
                parts -> {
                    byte[] pieces = times(new byte[] {4, 1, 0x30}, parts);
                    byte[] octets = joined(new byte[] {0x24, (byte) 0x80}, pieces, new byte[2]);
                    byte[] data =
                            element(
                                    0x30,
                                    joined(
                                            PKCSObjectIdentifiers.data.getEncoded(),
                                            element(0xA0, octets)));
                    return element(0x30, joined(new byte[] {2, 1, 3}, data));
                },
                this::open);
    }

    @Test
    void bagsInBags() throws Exception {
        byte[] bag = bag(PKCSObjectIdentifiers.secretBag, new byte[] {5, 0}, NOTHING);
        requireLinear(
                1000,
                parts -> {
                    byte[] contents = element(0x30, times(bag, parts));
                    for (int depth = 0; depth < 6; depth++) {
                        contents =
                                element(
                                        0x30,
                                        bag(
                                                PKCSObjectIdentifiers.safeContentsBag,
                                                contents,
                                                NOTHING));
                    }
                    return PfxBytes.file(contents);
                },
                this::open);
    }

    private void open(byte[] file) throws Exception {
        try (Passphrase none = Passphrase.copyOf(new char[0])) {
            PfxFile.open(file, none, /* allowNoMac= */ true).close();
        }
    }

    private static byte[] times(byte[] part, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
