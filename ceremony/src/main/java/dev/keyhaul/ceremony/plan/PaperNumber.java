package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a step has people write on their paper, or type from it.
 *
 * @since 0.1.0
 */
public enum PaperNumber {
    /** SHA-256 of the tenant key. */
    TENANT_KEY("the tenant key's fingerprint", In.EACH_PLAN),
    /** SHA-256 of the key that opens the master copies. */
    RECOVERY_PAIR("the recovery pair's fingerprint", In.ONE_WITH_WITNESS),
    /** SHA-256 of the KEK: a witness's machine reads it from the vault instead. */
    KEK("the KEK's fingerprint", In.ONE_WITHOUT_WITNESS),
    /** SHA-256 of the blob. */
    BLOB("the blob's SHA-256", In.ONE_WITH_WITNESS),
    /** The head of the journal of the master copies, once the last of them is made. */
    JOURNAL("the journal's head", In.EACH_PLAN),
    /** The key's identifier in the vault: no digits. */
    URL("the key's URL, with its version", In.EACH_PLAN),
    /**
     * SHA-256 of that URL and of the approved key's fingerprint: the witness's own machine has both
     * from the vault and from its memory, not from the stick.
     */
    VAULT_ROW("the witness's row over the key in the vault", In.ONE_WITH_WITNESS),
    /** SHA-256 of a host's closing record. */
    CLOSING("the closing record", In.EACH_PLAN),
    /** SHA-256 of a key that is restored: the paper of another ceremony has it. */
    OLD_KEY("the tenant key's fingerprint, as the paper of the master copy has it", In.EACH_PLAN),
    /** A head of the journal that an earlier ceremony had people write down. */
    OLD_JOURNAL("the journal's head, as the newest paper of the store has it", In.EACH_PLAN);

    /** A number that nobody compares is not written. */
    private enum In {
        EACH_PLAN,
        ONE_WITH_WITNESS,
        ONE_WITHOUT_WITNESS
    }

    private final String words;
    private final In in;

    PaperNumber(String words, In in) {
        this.words = words;
        this.in = in;
    }

    /** Whether it is on the paper of an earlier ceremony, and never on that of this one. */
    public boolean isOld() {
        return this == OLD_KEY || this == OLD_JOURNAL;
    }

    /**
     * Returns the number of which the witness's row is the first: over the key's URL, with its
     * version, and its fingerprint.
     */
    public static String vaultRow(String url, String fingerprint) {
        return Sha256.hex((url + " " + fingerprint).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns how people write a number down: in rows with check digits, but for a URL. */
    public static List<String> onPaper(String value) {
        return Sha256.isHex(value) ? DigestRows.of(value) : List.of(value);
    }

    /** Returns what screen and paper call it. */
    public String words() {
        return words;
    }

    /** Whether people compare it in a plan with a witness, or in one without. */
    boolean isIn(boolean hasWitness) {
        return in == In.EACH_PLAN || (in == In.ONE_WITH_WITNESS) == hasWitness;
    }
}
