package dev.keyhaul.cli.command;

import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.fixture.OpenSslRsa;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** KEKs as they come to an operator; typed out here, not written by the code under test. */
final class KekFiles {
    static final String VAULT = "https://contoso-kv.vault.azure.net";
    static final String KID = VAULT + "/keys/kek/0123456789abcdef0123456789abcdef";

    private KekFiles() {}

    static KeyPair rsa(int bits) {
        return OpenSslRsa.pair(bits);
    }

    /** What {@code az keyvault key show} prints: null for what the key does not have. */
    static String az(PublicKey kek) {
        return az(kek, KID, "RSA-HSM", "\"import\"");
    }

    static String az(PublicKey kek, String kid, String keyType, String operations) {
        RSAPublicKey rsa = (RSAPublicKey) kek;
        return """
        {
          "attributes": {
            "created": "2026-01-07T10:00:00+00:00", "enabled": true, "expires": null, "exportable": false
          },
          "key": {
            "crv": null, "d": null, "dp": null, "dq": null, "e": "%s", "k": null,
            "keyOps": [%s],
            "kid": "%s",
            "kty": "%s",
            "n": "%s", "p": null, "q": null, "qi": null, "t": null, "x": null, "y": null
          },
          "managed": null, "releasePolicy": null, "tags": null
        }
        """
                .formatted(
                        base64(rsa.getPublicExponent()),
                        operations,
                        kid,
                        keyType,
                        base64(rsa.getModulus()));
    }

    /** What the REST API answers. */
    static String rest(PublicKey kek, String kid) {
        RSAPublicKey rsa = (RSAPublicKey) kek;
        return """
        {
          "key": {
            "kid": "%s", "kty": "RSA-HSM", "key_ops": ["import"],
            "n": "%s", "e": "%s"
          },
          "attributes": {"enabled": true, "exportable": false, "recoveryLevel": "Recoverable"}
        }
        """
                .formatted(kid, base64Url(rsa.getModulus()), base64Url(rsa.getPublicExponent()));
    }

    private static String base64Url(BigInteger number) {
        return base64(number).replace('+', '-').replace('/', '_').replace("=", "");
    }

    /** The record of {@code kek download}. */
    static String record(PublicKey kek) {
        RSAPublicKey rsa = (RSAPublicKey) kek;
        return """
        {
          "schema_version": "1.0.0",
          "kid": "%s",
          "kty": "RSA-HSM",
          "n": "%s",
          "e": "%s",
          "key_ops": ["import"],
          "fingerprint": "%s",
          "download": {"at": "2026-01-07T10:00:00Z", "server_certificates": []}
        }
        """
                .formatted(
                        KID,
                        base64Url(rsa.getModulus()),
                        base64(rsa.getPublicExponent()),
                        Fingerprint.of(rsa));
    }

    static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
    }

    /**
     * What a second person adds to a command: the fingerprint of the KEK in a JSON file, and the
     * vault.
     */
    static String[] trust(Path folder, String kekJson) throws Exception {
        byte[] content = Files.readAllBytes(folder.resolve(kekJson));
        String told = Fingerprint.of(KekRecord.parse(content).publicKey()).hex();
        return new String[] {"--kek-sha256", told, "--vault", VAULT};
    }

    /** A command line with {@code --kek FILE}, and what a second person adds to it. */
    static String[] trusted(Path folder, String... command) throws Exception {
        String file = command[List.of(command).indexOf("--kek") + 1];
        return Args.of(command).and(trust(folder, file));
    }

    static Path write(Path folder, String name, String text) throws IOException {
        return secret(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path secret(Path folder, String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        // A private key that others can read is warned of.
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String base64(BigInteger number) {
        byte[] signed = number.toByteArray();
        int from = signed[0] == 0 ? 1 : 0;
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(signed, from, signed.length));
    }
}
