package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.report.ReportJson;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.PemBlock;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.report.KeyReport;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Public keys, and what binds one to a name. */
final class PublicFacts {
    private static final int SUBJECT = 1;
    private static final int PUBLIC_KEY = 2;

    private PublicFacts() {}

    static JsonObject key(byte[] pemOrDer) throws KeyTransferException {
        return of(PublicKeyEncoding.parseKey(pemOrDer));
    }

    static JsonObject of(KeyDescription key) {
        JsonObject.Builder facts =
                JsonObject.builder()
                        .put("fingerprint", key.fingerprint().toString())
                        .putAll(ReportJson.of(KeyReport.Kind.of(key)));
        if (key instanceof KeyDescription.Rsa rsa) {
            facts.put("public_exponent", rsa.rsa().getPublicExponent());
        }
        List<String> weaknesses = RsaKeyHealth.ofPublicHalf(key).weaknesses();
        if (!weaknesses.isEmpty()) {
            facts.put("weaknesses", weaknesses);
        }
        return facts.build();
    }

    /** Shows the first of several, which is the holder's own. */
    static JsonObject certificates(byte[] content) throws KeyTransferException {
        List<X509Certificate> all = CertificateDer.parseAll(content);
        X509Certificate first = all.get(0);
        return JsonObject.builder()
                .putAll(keyOf(first.getPublicKey()))
                .put("subject", first.getSubjectX500Principal().getName())
                .put("issuer", first.getIssuerX500Principal().getName())
                .put("serial", first.getSerialNumber().toString(16))
                .put("not_before", first.getNotBefore().toInstant().toString())
                .put("not_after", first.getNotAfter().toInstant().toString())
                .put("certificates", all.size())
                .build();
    }

    /** A certificate may be of a key that Keyhaul does not move, such as Ed25519. */
    private static JsonObject keyOf(PublicKey key) {
        try {
            return of(PublicKeyEncoding.parseKey(key.getEncoded()));
        } catch (KeyTransferException e) {
            return JsonObject.builder()
                    .put("fingerprint", Fingerprint.of(key).toString())
                    .put("key_type", key.getAlgorithm())
                    .build();
        }
    }

    /** RFC 2986 §4.1: version, subject, public key, attributes. */
    static JsonObject request(byte[] content) throws KeyTransferException {
        DerSequence info =
                DerSequence.of(der(content))
                        .flatMap(signed -> DerSequence.of(signed.whole(0)))
                        .filter(found -> found.size() > PUBLIC_KEY)
                        .orElseThrow(PublicFacts::malformedRequest);
        try {
            return JsonObject.builder()
                    .putAll(of(PublicKeyEncoding.parseKey(info.whole(PUBLIC_KEY))))
                    .put("subject", new X500Principal(info.whole(SUBJECT)).getName())
                    .build();
        } catch (IllegalArgumentException e) {
            throw malformedRequest();
        }
    }

    private static MalformedInputException malformedRequest() {
        return new MalformedInputException(
                Reason.CERTIFICATE_FORM,
                "the certificate request is malformed",
                "'openssl req -in FILE -text' shows what a file contains");
    }

    private static byte[] der(byte[] content) throws KeyTransferException {
        if (!PemBlock.isPem(content)) {
            return content;
        }
        Optional<PemBlock> block =
                PemBlock.all(content).stream()
                        .filter(each -> each.label().endsWith("CERTIFICATE REQUEST"))
                        .findFirst();
        PemBlock found = block.orElseThrow(PublicFacts::malformedRequest);
        try {
            return Base64.getMimeDecoder()
                    .decode(Arrays.copyOfRange(content, found.from(), found.to()));
        } catch (IllegalArgumentException e) {
            throw malformedRequest();
        }
    }
}
