package dev.keyhaul.cli.source;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.RestoreAs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code backup:STORE/ID[?expect=sha256:HEX][&signed-by=sha256:HEX]}: a key out of its master copy.
 * In its recipient's token it lives as a session object that can be wrapped, if its record allows
 * that, and is destroyed after; {@code recipient-key=FILE}, {@code share-key=FILE}, {@code
 * share=FILE} and {@code share-password-file=FILE} open it in memory.
 */
final class BackupSource {
    private final Path store;
    private final String id;
    private @Nullable Fingerprint expected;
    private @Nullable TrustedSigner signer;
    private final List<Path> recipientKeys = new ArrayList<>();
    private final List<Path> holderKeys = new ArrayList<>();
    private final List<Path> shares = new ArrayList<>();
    private final List<Path> sharePasswords = new ArrayList<>();

    private BackupSource(Path store, String id) {
        this.store = store;
        this.id = id;
    }

    static BackupSource parse(String rest) throws KeyTransferException {
        String[] halves = rest.split("[?]", 2);
        int slash = halves[0].lastIndexOf('/');
        if (slash < 1 || slash == halves[0].length() - 1) {
            throw malformed(rest);
        }
        BackupSource source =
                new BackupSource(
                        Path.of(halves[0].substring(0, slash)), halves[0].substring(slash + 1));
        if (halves.length == 2) {
            for (String attribute : halves[1].split("&", -1)) {
                source.read(attribute);
            }
        }
        return source;
    }

    private void read(String attribute) throws KeyTransferException {
        String[] halves = attribute.split("=", 2);
        if (halves.length != 2) {
            throw malformed(attribute);
        }
        switch (halves[0]) {
            case "expect" -> expected = Fingerprint.parse(halves[1]);
            case "signed-by" -> signer = new TrustedSigner(Fingerprint.parse(halves[1]));
            case "recipient-key" -> recipientKeys.add(Path.of(halves[1]));
            case "share-key" -> holderKeys.add(Path.of(halves[1]));
            case "share" -> shares.add(Path.of(halves[1]));
            case "share-password-file" -> sharePasswords.add(Path.of(halves[1]));
            default -> throw malformed(attribute);
        }
    }

    private static UsageException malformed(String what) {
        return new UsageException(
                "not a master copy as a source: " + what,
                "a source is backup:STORE/ID?expect=sha256:HEX, and may have signed-by,"
                        + " recipient-key, share-key, share and share-password-file");
    }

    OpenKey open(CommonOptions common, Console console) throws KeyTransferException {
        MasterCopyStore opened = MasterCopyStore.open(store);
        MasterCopy copy = opened.get(id);
        String label = new StoreTrust(signer, null).check(opened, copy).label();
        console.note("the copy is " + label);
        if (expected != null) {
            copy.requireExpected(expected);
        } else {
            console.warn(
                    "the copy brings its own public key, and nothing tells that it is the right"
                            + " one: "
                            + copy.manifest().fingerprint()
                            + "; give ?expect=sha256:HEX");
        }
        try (CopyKeys keys =
                CopyKeys.read(
                                recipientKeys,
                                holderKeys,
                                shares,
                                sharePasswords,
                                common.filePasswords)
                        .withPasswordsFor(copy, common.filePasswords)) {
            return keys.isEmpty()
                    ? inToken(copy, common)
                    : OpenKey.software(keys.restore(copy), common, console);
        }
    }

    private static OpenKey inToken(MasterCopy copy, CommonOptions common)
            throws KeyTransferException {
        OpenToken token = RecipientToken.open(copy, null, common);
        try {
            return OpenKey.of(
                    TokenKeyRecipient.restore(token.token(), copy, RestoreAs.sessionKeyToWrap()),
                    token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
