package dev.keyhaul.backup.source;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code backup:STORE/ID[?expect=sha256:HEX][&signed-by=sha256:HEX]}: a key out of its master copy.
 * In its recipient's token it lives as a session object that can be wrapped, if its record allows
 * that, and is destroyed after; {@code recipient-key=FILE}, {@code share-key=FILE}, {@code
 * share=FILE} and {@code share-password-file=FILE} open it in memory. Stateless: any thread may use
 * it.
 *
 * <pre>{@code
 * KeySources sources = KeySources.of(List.of(new BackupSource()));
 * String name = "backup:" + storeFolder + "/" + copy.id() + "?expect=" + fingerprint;
 * try (OpenedKey opened = sources.parse(TypedSource.of(name)).open(SourceContext.of(secrets))) {
 *     BlobWrapper.under(kek).build().wrap(opened.key()).writeTo(blobFile);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BackupSource implements KeySource {
    /** Makes the source. */
    public BackupSource() {}

    @Override
    public String scheme() {
        return "backup";
    }

    @Override
    public String form() {
        return "backup:STORE/ID?expect=sha256:HEX";
    }

    /**
     * Refuses a file's text: what opens a copy is the operator's to say.
     *
     * @throws RefusedException always
     */
    @Override
    public NamedKey parse(String rest, Path baseFolder) throws RefusedException {
        Arguments.notNull("rest", rest, "baseFolder", baseFolder);
        throw new RefusedException(
                Reason.COPY_IN_MANIFEST,
                "a batch takes keys from tokens and files, not from master copies",
                "process each master copy with a command of its own");
    }

    @Override
    public NamedKey parse(TypedSource typed) throws KeyTransferException {
        Path baseFolder = Path.of("");
        String rest = typed.rest();
        String[] halves = rest.split("[?]", 2);
        int slash = halves[0].lastIndexOf('/');
        if (slash < 1 || slash == halves[0].length() - 1) {
            throw malformed(rest);
        }
        Attributes attributes = new Attributes(baseFolder);
        if (halves.length == 2) {
            for (String attribute : halves[1].split("&", -1)) {
                attributes.read(attribute);
            }
        }
        return new NamedCopy(
                baseFolder.resolve(halves[0].substring(0, slash)),
                halves[0].substring(slash + 1),
                attributes.expected,
                new StoreTrust(attributes.signer, null),
                attributes.opening());
    }

    private static final class Attributes {
        private final Path folder;
        private final List<Path> recipientKeys = new ArrayList<>();
        private final List<Path> holderKeys = new ArrayList<>();
        private final List<Path> shares = new ArrayList<>();
        private final List<Path> sharePasswords = new ArrayList<>();
        private @Nullable Fingerprint expected;
        private @Nullable TrustedSigner signer;

        private Attributes(Path folder) {
            this.folder = folder;
        }

        private void read(String attribute) throws KeyTransferException {
            String[] halves = attribute.split("=", 2);
            if (halves.length != 2) {
                throw malformed(attribute);
            }
            String value = halves[1];
            switch (halves[0]) {
                case "expect" -> expected = Fingerprint.parse(value);
                case "signed-by" -> signer = new TrustedSigner(Fingerprint.parse(value));
                case "recipient-key" -> recipientKeys.add(folder.resolve(value));
                case "share-key" -> holderKeys.add(folder.resolve(value));
                case "share" -> shares.add(folder.resolve(value));
                case "share-password-file" -> sharePasswords.add(folder.resolve(value));
                default -> throw malformed(attribute);
            }
        }

        private CopyKeys.Files opening() {
            return new CopyKeys.Files(recipientKeys, holderKeys, shares, sharePasswords);
        }
    }

    private static MalformedIdentifierException malformed(String what) {
        return new MalformedIdentifierException(
                Reason.SOURCE_FORM,
                "not a valid source of the form backup:STORE/ID: " + TypedSource.of(what).shown(),
                "a source is backup:STORE/ID?expect=sha256:HEX, and may have signed-by,"
                        + " recipient-key, share-key, share and share-password-file");
    }
}
