package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.Base64Text;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;

/** A PUBLICKEY element ([MS-RMPR] §2.2.9.1.9); its modulus is little-endian (observed). */
final class XrmlPublicKey {
    private static final int MAX_MODULUS_BITS = 16384;

    private XrmlPublicKey() {}

    static RSAPublicKey parse(XmlElement publicKey) throws MalformedInputException {
        return PublicKeyEncoding.of(
                modulus(value(publicKey, "modulus")),
                exponent(value(publicKey, "public-exponent")));
    }

    private static XmlElement value(XmlElement publicKey, String name)
            throws MalformedInputException {
        for (XmlElement parameter : publicKey.children("PARAMETER")) {
            if (parameter.attribute("name").equals(name)) {
                return parameter.child("VALUE");
            }
        }
        throw new MalformedInputException(
                Reason.DOMAIN_MALFORMED, "element PUBLICKEY has no PARAMETER " + name);
    }

    private static BigInteger exponent(XmlElement value) throws MalformedInputException {
        try {
            return BigInteger.valueOf(Integer.parseInt(value.value()));
        } catch (NumberFormatException e) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "the public exponent is not a 32-bit number");
        }
    }

    private static BigInteger modulus(XmlElement value) throws MalformedInputException {
        byte[] littleEndian = Base64Text.decode(value.value(), "PUBLICKEY");
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        BigInteger modulus = new BigInteger(1, bigEndian);
        String size = value.attribute("size");
        if (modulus.bitLength() > MAX_MODULUS_BITS
                || !size.equals(String.valueOf(modulus.bitLength()))) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "the modulus is "
                            + modulus.bitLength()
                            + " bits long; its size is given as "
                            + size);
        }
        return modulus;
    }
}
