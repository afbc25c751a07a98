package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report in one JSON file, with an evidence key's signature beside it, which OpenSSL verifies:
 * what a command found, for people elsewhere. Its {@code kind} explains it. Immutable.
 *
 * @since 0.1.0
 */
public final class SignedReport {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String SIGNER = "signed_by";
    private static final int MAX_REPORT_BYTES = 1024 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 4 * 1024;

    private final String name;
    private final byte[] file;
    private final Optional<PublicKey> signer;
    private final byte @Nullable [] signature;

    private SignedReport(
            String name, byte[] file, Optional<PublicKey> signer, byte @Nullable [] signature) {
        this.name = name;
        this.file = file;
        this.signer = signer;
        this.signature = signature;
    }

    /**
     * Makes a report.
     *
     * @param kind what it is, such as {@code keyhaul token probe}: 1 to 255 characters
     * @param content what was found, as a JSON object in UTF-8
     * @param signer the evidence key, or null
     * @throws MalformedInputException when the content is no JSON object
     * @throws KeyTransferException when the evidence key's home fails
     */
    public static SignedReport of(String kind, byte[] content, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        Arguments.text("kind", kind, Arguments.MAX_NAME);
        Arguments.notNull("content", content);
        JsonObject.Builder json =
                JsonObject.builder().put("schema_version", SCHEMA_VERSION).put("kind", kind);
        json.putAll(JsonObject.parse(content));
        Optional<PublicKey> key = Optional.ofNullable(signer).map(EvidenceSigner::publicKey);
        key.ifPresent(own -> json.put(SIGNER, PublicKeyEncoding.base64(own)));
        byte[] file = json.build().toUtf8();
        return new SignedReport(kind, file, key, signer == null ? null : signer.sign(file));
    }

    /**
     * Reads a report, and its signature from the file beside it.
     *
     * @throws dev.keyhaul.core.FileException if it is missing, not readable or longer than 1 MiB
     * @throws MalformedInputException if it is not a report of this kind and version
     */
    public static SignedReport read(Path path, String kind) throws KeyTransferException {
        Arguments.notNull("kind", kind);
        byte[] file = InputFile.readRegular(path, MAX_REPORT_BYTES);
        JsonObject json = InputFile.parsed(path, file, JsonObject::parse, FileKind.REPORT);
        FileKind.require(path, file, FileKind.REPORT);
        if (!json.string("schema_version").equals(SCHEMA_VERSION)
                || !json.string("kind").equals(kind)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION,
                    path + " is not a report of the kind '" + kind + "', version " + SCHEMA_VERSION,
                    "check that it is the right file, made by this version of keyhaul");
        }
        Path signature = signatureOf(path);
        return new SignedReport(
                path.toString(),
                file,
                json.has(SIGNER) ? Optional.of(publicKey(json.string(SIGNER))) : Optional.empty(),
                Files.exists(signature, LinkOption.NOFOLLOW_LINKS)
                        ? InputFile.readRegular(signature, MAX_SIGNATURE_BYTES)
                        : null);
    }

    private static PublicKey publicKey(String base64) throws KeyTransferException {
        try {
            return PublicKeyEncoding.parse(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member " + SIGNER + " is not base64", null, e);
        }
    }

    /** Returns where the signature of a report is. */
    public static Path signatureOf(Path report) {
        return report.resolveSibling(report.getFileName() + ".sig");
    }

    /** Returns the bytes of the file, a JSON object in UTF-8. */
    public byte[] file() {
        return file.clone();
    }

    /** Returns the SHA-256 of the file. */
    public String sha256() {
        return Sha256.hex(file);
    }

    /** Returns the bytes of the signature's file; empty where it is not signed. */
    public Optional<byte[]> signature() {
        return Optional.ofNullable(signature).map(byte[]::clone);
    }

    /** Returns the evidence key that it names. */
    public Optional<PublicKey> signer() {
        return signer;
    }

    /**
     * Checks the signature: where it is signed, it must hold; where keys are trusted, one of them
     * must have signed.
     *
     * @param trusted the evidence keys that may have signed; empty: it need not be signed
     * @throws CheckFailedException when that is not so
     */
    public void requireSigned(List<TrustedSigner> trusted) throws CheckFailedException {
        FileSignature beside = new FileSignature(name, file, signer, signature);
        if (trusted.isEmpty()) {
            beside.requireHolds();
        } else {
            beside.requireBy(trusted);
        }
    }
}
