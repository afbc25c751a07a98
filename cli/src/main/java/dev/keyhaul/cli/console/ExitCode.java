package dev.keyhaul.cli.console;

import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason.Trouble;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.keyvault.BlobRejectedException;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.pkcs11.TokenException;

/** The documented exit codes. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;

    /** Failed: a malformed or existing file, no space, a bug. */
    public static final int FAILED = 1;

    /** Usage: an option, an identifier or a URI is malformed. */
    public static final int USAGE = 2;

    /** Refused by policy. */
    public static final int REFUSED = 3;

    /** Wrong PIN or password. */
    public static final int WRONG_SECRET = 4;

    /** Token, key or module missing, ambiguous or failing. */
    public static final int TOKEN = 5;

    /** Key Vault said no, could not be reached, or may have made a change without saying so. */
    public static final int KEY_VAULT = 6;

    /** A check did not hold. */
    public static final int CHECK_FAILED = 7;

    /** A vault did not open a blob under its own KEK: the key may be exposed. */
    public static final int INCIDENT = 8;

    /** Waiting for another person's approval: nothing was done, run the command again then. */
    public static final int WAITING = 9;

    private ExitCode() {}

    /** Returns what an exit code other than 0 means at a ceremony, unless its reason says it. */
    public static Trouble trouble(int code) {
        return switch (code) {
            case CHECK_FAILED, INCIDENT -> Trouble.CONTRADICTED;
            case WRONG_SECRET -> Trouble.MISTYPED;
            default -> Trouble.NOT_READY;
        };
    }

    /** Returns the exit code of an error. */
    public static int of(KeyTransferException error) {
        if (error instanceof BlobRejectedException || error instanceof IncidentException) {
            return INCIDENT;
        } else if (error instanceof MalformedIdentifierException) {
            return USAGE;
        } else if (error instanceof RefusedException) {
            return REFUSED;
        } else if (error instanceof WrongSecretException) {
            return WRONG_SECRET;
        } else if (error instanceof CheckFailedException) {
            return CHECK_FAILED;
        } else if (error instanceof ApprovalMissingException) {
            return WAITING;
        } else if (error instanceof TokenException || error instanceof KeyChoiceException) {
            return TOKEN;
        } else if (error instanceof KeyVaultException || error instanceof UnknownOutcomeException) {
            return KEY_VAULT;
        }
        return FAILED;
    }
}
