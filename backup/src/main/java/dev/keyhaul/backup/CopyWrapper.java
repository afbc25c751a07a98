package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The only way to a {@link MasterCopyRequest}: wraps a key for its recipients, if the rules allow
 * it.
 *
 * <pre>{@code
 * TokenKeyRecipient recipient = TokenKeyRecipient.find(recovery, KeySelector.label("recovery"));
 * CopyWrapper wrapper = CopyWrapper.to(List.of(recipient));
 * show(wrapper.check(key)); // what the copy survives; refused if a rule forbids it
 * MasterCopyStore.openOrCreate(storeFolder)
 *         .create(wrapper.wrap(key, new Operator("me@host"), "my-application 1.0"));
 * }</pre>
 *
 * <p>Immutable; as safe for several threads as its recipients are.
 *
 * @since 0.1.0
 */
public final class CopyWrapper {
    private final List<CopyRecipient> recipients;
    private final @Nullable Fingerprint mayLeave;
    private final boolean sameTokenOnly;

    private CopyWrapper(
            List<CopyRecipient> recipients, @Nullable Fingerprint mayLeave, boolean sameTokenOnly) {
        this.recipients = recipients;
        this.mayLeave = mayLeave;
        this.sameTokenOnly = sameTokenOnly;
    }

    /**
     * {@return a wrapper for copies that each of the recipients can open alone}
     *
     * @param recipients who can open the copies, each alone
     * @throws IllegalArgumentException if there is no recipient
     */
    public static CopyWrapper to(List<? extends CopyRecipient> recipients) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a master copy needs a recipient");
        }
        return new CopyWrapper(List.copyOf(recipients), null, false);
    }

    /**
     * Allows the key of this fingerprint to be guarded less by a recipient than at home.
     *
     * @param key its fingerprint; null, the default, allows it for no key
     * @return a wrapper with this rule
     */
    public CopyWrapper allowingLessFor(@Nullable Fingerprint key) {
        return new CopyWrapper(recipients, key, sameTokenOnly);
    }

    /**
     * Allows, or not, a copy that is lost with the token that the key lives in.
     *
     * @param allowed whether it is allowed; false by default
     * @return a wrapper with this rule
     */
    public CopyWrapper allowingSameTokenOnly(boolean allowed) {
        return new CopyWrapper(recipients, mayLeave, allowed);
    }

    /**
     * Checks every rule before anything is wrapped or written: each recipient is fit, named once,
     * and can be given this key; the key is not guarded less than at home; and the copy outlives
     * the key's own token.
     *
     * @param key the key that is copied; it stays open
     * @return what a copy for these recipients survives
     * @throws RefusedException if a rule forbids the copy
     * @throws KeyTransferException if a token fails
     */
    public Survival check(TransferableKey key) throws KeyTransferException {
        key.requireTransferable();
        for (CopyRecipient recipient : recipients) {
            recipient.requireFit(key);
        }
        List<Recipient> described = recipients.stream().map(CopyRecipient::description).toList();
        CopyRules.requireAllowed(key.origin(), described, sameTokenOnly);
        for (CopyRecipient recipient : recipients) {
            key.requireMayGoTo(recipient.protection(), mayLeave);
        }
        return Survival.of(key.origin(), described);
    }

    /**
     * Wraps the key for each recipient and, where the recipient can be asked now, restores it there
     * in a test.
     *
     * @param createdBy who makes the copy
     * @param tool the tool and its version: 1 to 1000 characters
     * @param key the key that is copied; it stays open
     * @return what {@link MasterCopyStore#create} writes
     * @throws RefusedException if a rule forbids the copy, as {@link #check} says
     * @throws KeyTransferException if the key may not leave its home, or a copy does not restore
     */
    public MasterCopyRequest wrap(TransferableKey key, Operator createdBy, String tool)
            throws KeyTransferException {
        return wrap(key, createdBy, tool, recipient -> {});
    }

    /**
     * Wraps the key as {@link #wrap(TransferableKey, Operator, String)} does, and tells of each
     * recipient.
     *
     * @param key the key that is copied; it stays open
     * @param createdBy who makes the copy
     * @param tool the tool and its version: 1 to 1000 characters
     * @param wrapped is given each recipient when the key is wrapped for it
     * @return what {@link MasterCopyStore#create} writes
     * @throws RefusedException if a rule forbids the copy, as {@link #check} says
     * @throws KeyTransferException if the key may not leave its home, or a copy does not restore
     */
    public MasterCopyRequest wrap(
            TransferableKey key,
            Operator createdBy,
            String tool,
            Consumer<? super Recipient> wrapped)
            throws KeyTransferException {
        Arguments.notNull("createdBy", createdBy, "wrapped", wrapped);
        Arguments.text("tool", tool, Arguments.MAX_LINE);
        check(key);
        List<RecipientCopy> copies = new ArrayList<>();
        for (CopyRecipient recipient : recipients) {
            copies.add(recipient.wrap(key));
            wrapped.accept(recipient.description());
        }
        return new MasterCopyRequest(copies, createdBy.name(), tool, sameTokenOnly);
    }
}
