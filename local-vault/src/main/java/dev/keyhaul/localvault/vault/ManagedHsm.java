package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.certificate.PemCertificates;
import dev.keyhaul.localvault.certificate.RehearsalAuthority;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.StoredKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a Managed HSM has and a vault has not: attestations and random bytes.
 *
 * <p>An attestation here has the members of the service's and says in clear text that it is a
 * rehearsal's: what a real HSM signs, and in which form, is its maker's. Thread-safe.
 */
public final class ManagedHsm {
    private static final String VERSION = "keyhaul-rehearsal-1";
    private static final int MAX_RANDOM_BYTES = 128;

    private final Supplier<RehearsalAuthority> authority;
    private final SecureRandom random;
    private @Nullable Attester attester;

    public ManagedHsm(Supplier<RehearsalAuthority> authority, SecureRandom random) {
        this.authority = authority;
        this.random = random;
    }

    private record Attester(KeyPair pair, X509Certificate certificate) {}

    private synchronized Attester attester() {
        if (attester == null) {
            KeyPair pair = RehearsalAuthority.newKeyPair(random);
            attester =
                    new Attester(
                            pair,
                            authority
                                    .get()
                                    .certify(pair.getPublic(), "Keyhaul rehearsal Managed HSM"));
        }
        return attester;
    }

    /** Returns the attestation of a key, as its attributes hold it. */
    public JsonObject attestation(StoredKey key) {
        Attester by = attester();
        String certificates = PemCertificates.of(by.certificate(), authority.get().certificate());
        return JsonObject.builder()
                .put("certificatePemFile", encoded(certificates))
                .put("privateKeyAttestation", encoded(signed(by, "private key", key)))
                .put("publicKeyAttestation", encoded(signed(by, "public key", key)))
                .put("version", VERSION)
                .build();
    }

    private static String encoded(String text) {
        return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A line of JSON about the key, and a line with the ECDSA signature of the first. */
    private String signed(Attester by, String about, StoredKey key) {
        String statement =
                JsonObject.builder()
                        .put("attests", "a rehearsal: no key of this server is in an HSM")
                        .put("about", about)
                        .put("exportable", false)
                        .put("key", key.publicJwk())
                        .build()
                        .toCompactString();
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by.pair().getPrivate(), random);
            signature.update(statement.getBytes(StandardCharsets.UTF_8));
            return statement + "\n" + Base64Url.encode(signature.sign()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK signs with P-256", e);
        }
    }

    /** Returns 1 to 128 random bytes. */
    public JsonObject randomBytes(long count) throws RefusedRequest {
        if (count < 1 || count > MAX_RANDOM_BYTES) {
            throw RefusedRequest.badParameter(
                    "count is " + count + "; 1 to " + MAX_RANDOM_BYTES + " are allowed");
        }
        byte[] bytes = new byte[(int) count];
        random.nextBytes(bytes);
        return JsonObject.builder().put("value", Base64Url.encode(bytes)).build();
    }
}
