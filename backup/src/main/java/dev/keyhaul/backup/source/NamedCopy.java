package dev.keyhaul.backup.source;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RecipientToken;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.source.LeasedTokenKey;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A master copy that a source names, with what is known of it and what opens it. */
record NamedCopy(
        Path store,
        String id,
        @Nullable Fingerprint expected,
        StoreTrust trust,
        CopyKeys.Files opening)
        implements NamedKey {
    @Override
    public Secret secret() {
        return Secret.PASSWORD;
    }

    /** All that is in the store, too. */
    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(store));
        Stream.of(
                        opening.recipientKeys(),
                        opening.holderKeys(),
                        opening.shares(),
                        opening.sharePasswords())
                .forEach(files::addAll);
        return files;
    }

    @Override
    public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
        MasterCopyStore opened = MasterCopyStore.open(store);
        MasterCopy copy = opened.get(id);
        context.tell("the copy is " + trust.check(opened, copy).label());
        if (expected != null) {
            copy.requireExpected(expected);
        } else {
            context.warn(
                    "the copy's public key comes from the copy itself, and nothing shows that it is the right one: "
                            + copy.manifest().fingerprint()
                            + "; give ?expect=sha256:HEX");
        }
        try (CopyKeys keys = CopyKeys.readFor(copy, opening, context.secrets())) {
            return keys.isEmpty() ? inToken(copy, context) : OpenedKey.of(keys.restore(copy));
        }
    }

    private static LeasedTokenKey inToken(MasterCopy copy, SourceContext context)
            throws KeyTransferException {
        TokenUri uri = TokenUri.of(TokenSelector.label(RecipientToken.label(copy)));
        TokenAccess access =
                context.shared(TokenAccess.class).orElseGet(TokenAccess::ofKnownModules);
        TokenLease token = access.open(uri, context.secrets());
        try {
            return new LeasedTokenKey(
                    TokenKeyRecipient.restore(token.token(), copy, RestoreAs.sessionKeyToWrap()),
                    token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
