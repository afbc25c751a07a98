package dev.keyhaul.cli.doubled;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Parts of PKCS#12 files that no program writes. */
final class PfxBytes {
    private PfxBytes() {}

    /** Returns a file without MAC, of one part that is not encrypted. */
    static byte[] file(byte[] safeContents) throws Exception {
        byte[] part =
                new ContentInfo(PKCSObjectIdentifiers.data, octets(safeContents)).getEncoded();
        return new Pfx(
                        new ContentInfo(PKCSObjectIdentifiers.data, octets(element(0x30, part))),
                        null)
                .getEncoded();
    }

    private static ASN1Encodable octets(byte[] content) {
        return new DEROctetString(content);
    }

    /** Returns a bag of a kind, with its value and the bytes of its attributes. */
    static byte[] bag(ASN1ObjectIdentifier kind, byte[] value, byte[] attributes) throws Exception {
        return element(
                0x30,
                joined(
                        kind.getEncoded(),
                        element(0xA0, value),
                        attributes.length == 0 ? attributes : element(0x31, attributes)));
    }

    /** Returns an element of DER. */
    static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            element.write(0x83);
            element.write(content.length >> 16);
            element.write(content.length >> 8);
            element.write(content.length);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Returns different small INTEGERs, the greatest first: the opposite of a SET's order. */
    static byte[] descendingIntegers(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = count; i > 0; i--) {
            all.writeBytes(element(2, new byte[] {1, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        return all.toByteArray();
    }

    static byte[] certificate() throws Exception {
        return certificate(
                PublicKeyEncoding.of(
                        GeneratedKeys.rsaPrivate(2048).getModulus(),
                        GeneratedKeys.rsaPrivate(2048).getPublicExponent()));
    }

    /** Returns a certificate of a key, whoever signed it. */
    static byte[] certificate(PublicKey key) throws Exception {
        X500Principal name = new X500Principal("CN=test");
        return new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.ofEpochSecond(Integer.MAX_VALUE)),
                        name,
                        key)
                .build(
                        new JcaContentSignerBuilder("SHA256withRSA")
                                .build(GeneratedKeys.rsaPrivate(2048)))
                .getEncoded();
    }
}
