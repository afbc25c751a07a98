package dev.keyhaul.keyvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.keywrap.OtherTarget;
import dev.keyhaul.core.keywrap.TargetLength;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A finished blob, which does not say what kind of key is in it; its length does. If a vault is
 * given the wrong kind, it cannot open the blob, which looks like an attack. So only a {@link
 * Declared} blob is sent. Immutable.
 *
 * @since 0.1.0
 */
public final class UndeclaredBlob {
    /** The lengths of KEKs that the service makes. */
    private static final List<Integer> KEK_BITS = List.of(2048, 3072, 4096);

    private final byte[] file;
    private final BlobContent content;
    private final VaultHost host;
    private final List<Fit> fits;

    private UndeclaredBlob(
            byte[] file, BlobContent content, VaultHost host, List<Integer> kekBits) {
        this.file = file;
        this.content = content;
        this.host = host;
        this.fits =
                kekBits.stream()
                        .map(bits -> content.ciphertext().length - bits / 8)
                        .filter(kwpBytes -> kwpBytes > 0)
                        .flatMap(UndeclaredBlob::fits)
                        .distinct()
                        .toList();
    }

    /** A key of the blob's length. */
    private record Fit(VaultKeyKind kind, String name) {}

    /**
     * A blob with the kind of its key, which its length does not contradict. Immutable.
     *
     * @since 0.1.0
     */
    public static final class Declared {
        private final byte[] file;
        private final BlobContent content;
        private final VaultKeyKind kind;

        private Declared(UndeclaredBlob blob, VaultKeyKind kind) {
            this.file = blob.file;
            this.content = blob.content;
            this.kind = kind;
        }

        /** {@return the kind} */
        public VaultKeyKind kind() {
            return kind;
        }

        /** {@return a copy of the whole file} */
        public byte[] file() {
            return file.clone();
        }

        BlobContent content() {
            return content;
        }
    }

    /**
     * Reads a blob whose KEK is not known yet: it may have any length that the service makes.
     *
     * @param file the whole file; it is copied
     * @param host the vault or Managed HSM that the blob goes to
     * @return the blob
     * @throws MalformedInputException if it is not a blob
     */
    public static UndeclaredBlob parse(byte[] file, VaultHost host) throws MalformedInputException {
        Arguments.notNull("file", file, "host", host);
        byte[] copy = file.clone();
        return new UndeclaredBlob(copy, BlobContent.parse(copy), host, KEK_BITS);
    }

    /**
     * Leaves the keys that fit under a KEK of this length.
     *
     * @param bits the length of the KEK's modulus
     * @return the same blob
     */
    public UndeclaredBlob withKekBits(int bits) {
        return new UndeclaredBlob(file, content, host, List.of(bits));
    }

    /**
     * Declares the one kind of key that has this length.
     *
     * @return the blob with its kind
     * @throws RefusedException if several kinds have it, or none
     */
    public Declared asTheOnlyKind() throws RefusedException {
        List<VaultKeyKind> all = fits.stream().map(Fit::kind).distinct().toList();
        List<VaultKeyKind> kinds =
                all.size() == 1 || host.isManagedHsm()
                        ? all
                        : all.stream().filter(kind -> kind != VaultKeyKind.AES).toList();
        if (kinds.size() != 1) {
            throw refused(
                    fits.isEmpty()
                            ? "the blob has the length of no known key"
                            : "the blob may hold " + names());
        }
        return new Declared(this, kinds.get(0));
    }

    /**
     * Declares a kind.
     *
     * @param kind of the key
     * @return the blob with its kind
     * @throws RefusedException if keys of another kind have this length, and none of this kind
     */
    public Declared as(VaultKeyKind kind) throws RefusedException {
        Arguments.notNull("kind", kind);
        if (fits.stream().noneMatch(fit -> fit.kind() == kind)) {
            requireUnknown(kind.label());
        }
        return new Declared(this, kind);
    }

    /**
     * Declares the kind of a key.
     *
     * @param key the key that should be in the blob
     * @return the blob with its kind
     * @throws RefusedException if other keys have this length, and not this one
     */
    public Declared as(KeyDescription key) throws RefusedException {
        Arguments.notNull("key", key);
        if (fits.stream().noneMatch(fit -> fit.name().equals(key.name()))) {
            requireUnknown(key.name());
        }
        return new Declared(this, VaultKeyKind.of(key));
    }

    /** A length that is nobody's says nothing: an encoding may be longer than usual. */
    private void requireUnknown(String declared) throws RefusedException {
        if (!fits.isEmpty()) {
            throw refused("the blob has the length of " + names() + ", not of " + declared);
        }
    }

    private static RefusedException refused(String message) {
        return new RefusedException(
                Reason.BLOB_KIND,
                message,
                "nothing was sent: state the kind of the key, or give its public half, and check"
                        + " that it is the right blob");
    }

    private String names() {
        return fits.stream().map(Fit::name).distinct().collect(Collectors.joining(" or "));
    }

    private static Stream<Fit> fits(int kwpBytes) {
        TargetLength target = TargetLength.ofKwp(kwpBytes);
        return switch (target.form()) {
            case PKCS8, PKCS1, PEM ->
                    Stream.of(new Fit(VaultKeyKind.RSA, "RSA " + target.modulusBits()));
            case OTHER_KEY ->
                    OtherTarget.ofKwp(kwpBytes).stream()
                            .filter(OtherTarget::isTaken)
                            .map(other -> new Fit(kind(other), other.label()));
            case UNKNOWN -> Stream.empty();
        };
    }

    private static VaultKeyKind kind(OtherTarget target) {
        return Stream.of(Curve.values())
                .filter(curve -> target.label().equals("EC " + curve.jwkName()))
                .findFirst()
                .map(VaultKeyKind::ofCurve)
                .orElse(VaultKeyKind.AES);
    }
}
