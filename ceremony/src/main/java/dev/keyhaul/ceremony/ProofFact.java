package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.util.Optional;

/**
 * Something that was proven, or was to be.
 *
 * @param claim what: {@link #BLOB}, {@link #VAULT}, {@link #COPY} and others
 * @param kind how it was proven, in words
 * @param held whether the proof held
 * @param about the id of the master copy, or the identifier of the key in its vault, that it is
 *     about
 * @since 0.1.0
 */
public record ProofFact(String claim, String kind, boolean held, Optional<String> about) {
    /**
     * What was wrapped was checked where it was made, as the proof's kind says. It is no more: the
     * part under the KEK can be opened by the vault alone.
     */
    public static final String BLOB = "the wrapped key was checked";

    /** The vault holds the target key. */
    public static final String VAULT = "the vault holds the target key";

    /** The master copy holds the target key. */
    public static final String COPY = "the master copy holds the target key";

    /** The token holds the key that was brought there. */
    public static final String TOKEN = "the token holds the key";

    /** Nothing can be imported under the KEK any more. */
    public static final String KEK_DISABLED = "the KEK is disabled";

    /** A master copy was restored and used. */
    public static final String DRILL = "the master copy can be restored";

    /** A store's journal ends here: the kind is its head, which people have on paper. */
    public static final String JOURNAL = "the store's journal ends with its head";

    /** Refuses what names nothing. */
    public ProofFact {
        Arguments.existing("claim", claim, Arguments.MAX_NAME);
        Arguments.notNull("kind", kind, "about", about);
    }

    /** Tells of what needs no id. */
    public ProofFact(String claim, String kind, boolean held) {
        this(claim, kind, held, Optional.empty());
    }

    /** Whether it is about the master copy or the key of this id. */
    public boolean isAbout(String id) {
        return about.filter(id::equals).isPresent();
    }

    /** Returns whether it is of a claim. */
    public boolean isOf(String other) {
        Arguments.notNull("other", other);
        return claim.equals(other);
    }
}
