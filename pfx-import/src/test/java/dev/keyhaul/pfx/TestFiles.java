package dev.keyhaul.pfx;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;

/** Files that no program writes, made of files that one wrote. */
final class TestFiles {
    private TestFiles() {}

    /** Changes the iterations that the MAC asks for. */
    static byte[] withMacIterations(byte[] file, int iterations) throws IOException {
        ASN1Sequence pfx = ASN1Sequence.getInstance(file);
        ASN1Sequence mac = ASN1Sequence.getInstance(pfx.getObjectAt(2));
        ASN1EncodableVector changed = new ASN1EncodableVector();
        changed.add(mac.getObjectAt(0));
        changed.add(mac.getObjectAt(1));
        changed.add(new ASN1Integer(iterations));
        return new DERSequence(
                        new ASN1Encodable[] {
                            pfx.getObjectAt(0), pfx.getObjectAt(1), new DERSequence(changed)
                        })
                .getEncoded(ASN1Encoding.DER);
    }

    static byte[] withoutMac(byte[] file) throws IOException {
        return new Pfx(Pfx.getInstance(file).getAuthSafe(), null).getEncoded();
    }

    /** Puts another key, unencrypted, in the place of the file's own, and leaves out the MAC. */
    static byte[] withKeyBag(byte[] file, byte[] pkcs8) throws IOException {
        ContentInfo[] parts =
                AuthenticatedSafe.getInstance(
                                ASN1OctetString.getInstance(
                                                Pfx.getInstance(file).getAuthSafe().getContent())
                                        .getOctets())
                        .getContentInfo();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].getContentType().equals(PKCSObjectIdentifiers.data)) {
                byte[] bags = ASN1OctetString.getInstance(parts[i].getContent()).getOctets();
                parts[i] = data(new DERSequence(withKey(bags, pkcs8)).getEncoded());
            }
        }
        return new Pfx(data(new AuthenticatedSafe(parts).getEncoded()), null).getEncoded();
    }

    private static SafeBag withKey(byte[] bags, byte[] pkcs8) {
        SafeBag bag = SafeBag.getInstance(ASN1Sequence.getInstance(bags).getObjectAt(0));
        return new SafeBag(
                PKCSObjectIdentifiers.keyBag,
                PrivateKeyInfo.getInstance(pkcs8),
                bag.getBagAttributes());
    }

    private static ContentInfo data(byte[] content) {
        return new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(content));
    }
}
