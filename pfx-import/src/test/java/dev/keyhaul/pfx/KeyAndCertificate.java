package dev.keyhaul.pfx;

import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;

/** An RSA-1024 key of OpenSSL and its certificate, as {@code key.pem} and {@code cert.pem}. */
final class KeyAndCertificate {
    private static final KeyOrigin ORIGIN = KeyOrigin.software("test");

    private final Program openssl;
    private final RSAPublicKey publicKey;

    private KeyAndCertificate(Program openssl, RSAPublicKey publicKey) {
        this.openssl = openssl;
        this.publicKey = publicKey;
    }

    static KeyAndCertificate in(Path folder) throws Exception {
        Program openssl = new Program(folder);
        openssl.run(
                "openssl req -x509 -newkey rsa:1024 -nodes -keyout key.pem -out cert.pem -subj"
                        + " /CN=test -days 30");
        openssl.run("openssl pkey -in key.pem -pubout -out public.pem");
        return new KeyAndCertificate(openssl, PublicKeyEncoding.parse(openssl.read("public.pem")));
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    Fingerprint fingerprint() {
        return Fingerprint.of(publicKey);
    }

    /** Makes a file of the two with {@code openssl pkcs12 -export} and these options. */
    byte[] export(String options, String password) throws Exception {
        openssl.write("password", password + "\n");
        openssl.run(
                "openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:password -out"
                        + " made.p12 "
                        + options);
        return openssl.read("made.p12");
    }

    /** Returns the key as ours; the caller closes it. */
    SoftwareKey software() throws Exception {
        openssl.run("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
        return SoftwareKey.fromPkcs8(openssl.read("key.der"), ORIGIN, Opened.RANDOM);
    }
}
