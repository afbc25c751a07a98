package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file must never do: anything but open, or end in a checked error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
@Tag("system")
class BadInputTest {
    @TempDir static Path folder;

    private KeyAndCertificate made;

    @BeforeAll
    void makeKey() throws Exception {
        made = KeyAndCertificate.in(folder);
    }

    /** One iteration each: what is tried here is the reading. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-noiter -nomaciter -name x",
                "-noiter -nomaciter -legacy -descert",
                "-noiter -nomaciter -keypbe NONE -certpbe NONE",
                "-noiter -nomac -keypbe NONE -certpbe NONE",
            })
    void truncatedAtEachByte_andEachByteFlipped_isACheckedError(String options) throws Exception {
        spoilEachByte(options);
    }

    @Test
    @Needs(Need.OPENSSL_PBMAC1)
    void fileWithPbmac1_truncatedAtEachByte_andEachByteFlipped_isACheckedError() throws Exception {
        spoilEachByte("-iter 1 -pbmac1_pbkdf2");
    }

    private void spoilEachByte(String options) throws Exception {
        byte[] file = made.export(options, "ab");
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        int flips = 0;
        for (int i = 0; i < file.length; i++) {
            refused += isRefused(Arrays.copyOf(file, i), "cut at " + i, wrong);
            for (int mask : new int[] {0x01, 0xFF}) {
                byte[] flipped = file.clone();
                flipped[i] ^= (byte) mask;
                flips += isRefused(flipped, "flipped at " + i, wrong);
            }
        }
        System.out.printf(
                "%s: %d of %d truncations and %d of %d flips refused, no other error%n",
                options, refused, file.length, flips, 2 * file.length);
        assertThat(wrong).isEmpty();
        assertThat(refused).isEqualTo(file.length);
        // With a MAC every byte of the content counts; what it does not cover says nothing of it.
        assertThat(flips)
                .isGreaterThan(options.contains("-nomac ") ? file.length : 190 * file.length / 100);
    }

    /** Counts one that is refused; one that opens must hold the same key. */
    private int isRefused(byte[] file, String what, List<String> wrong) {
        try {
            if (!Opened.key(file, "ab", true, Optional.empty()).equals(made.publicKey())) {
                wrong.add(what + ": opened with another key");
            }
            return 0;
        } catch (KeyTransferException e) {
            return 1;
        } catch (RuntimeException | StackOverflowError e) {
            wrong.add(what + ": " + e);
            return 0;
        }
    }

    @Test
    void deepNesting_isMalformed_atEachPlaceThatIsParsed() throws Exception {
        byte[] deep = HexFormat.of().parseHex("3080".repeat(50_000) + "0000".repeat(50_000));

        assertMalformed(deep);
        assertMalformed(new Pfx(data(deep), null).getEncoded());
        assertMalformed(
                new Pfx(
                                data(
                                        new AuthenticatedSafe(new ContentInfo[] {data(deep)})
                                                .getEncoded()),
                                null)
                        .getEncoded());
    }

    @Test
    void moreBagsThanAnyFileHas_areRefused() throws Exception {
        ASN1EncodableVector bags = new ASN1EncodableVector();
        SafeBag bag = new SafeBag(PKCSObjectIdentifiers.crlBag, DERNull.INSTANCE);
        for (int i = 0; i < 5000; i++) {
            bags.add(bag);
        }

        assertRefused(bags, "more than 4096");
    }

    /**
     * Examining a key takes up to seconds: a file of thousands would keep a host busy for hours.
     */
    @Test
    void moreKeysThanAnyFileHas_areRefused() throws Exception {
        ASN1EncodableVector bags = new ASN1EncodableVector();
        PrivateKeyInfo key =
                PrivateKeyInfo.getInstance(
                        KeyPairGenerator.getInstance("RSA")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded());
        for (int i = 0; i < 65; i++) {
            bags.add(new SafeBag(PKCSObjectIdentifiers.keyBag, key));
        }

        assertRefused(bags, "more than 64 keys");
    }

    private static void assertRefused(ASN1EncodableVector bags, String message) throws Exception {
        ContentInfo content = data(new DERSequence(bags).getEncoded());
        AuthenticatedSafe safe = new AuthenticatedSafe(new ContentInfo[] {content});
        byte[] file = new Pfx(data(safe.getEncoded()), null).getEncoded();

        assertThatThrownBy(() -> Opened.key(file, "", true, Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void fileOfMoreThan16Mebibytes_isMalformed() {
        assertMalformed(new byte[PfxFile.MAX_BYTES + 1]);
    }

    /**
     * The parts of a file add up: each is under the limit, the sum is not. The certificates, which
     * come first, open; the key only says that it needs more.
     */
    @Test
    void iterations_addUpOverBags() throws Exception {
        HexFormat hex = HexFormat.of();
        String file = hex.formatHex(TestFiles.withoutMac(made.export("-iter 2000000", "ab")));
        int ofKey = file.lastIndexOf("02031e8480");
        assertThat(file.indexOf("02031e8480")).as("of the certificates").isBetween(0, ofKey - 1);
        byte[] asking =
                hex.parseHex(file.substring(0, ofKey) + "02037fffff" + file.substring(ofKey + 10));
        assertThatThrownBy(() -> Opened.key(asking, "ab", true, Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("8388607 iterations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "3000", "30030201 03", "300702 0103 3002 0500", "04020000"})
    void otherDer_isMalformed(String hex) {
        assertMalformed(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static void assertMalformed(byte[] file) {
        assertThatThrownBy(() -> Opened.key(file, "ab", true, Optional.empty()))
                .isInstanceOf(MalformedInputException.class)
                .hasNoCause();
    }

    private static ContentInfo data(byte[] content) {
        return new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(content));
    }
}
