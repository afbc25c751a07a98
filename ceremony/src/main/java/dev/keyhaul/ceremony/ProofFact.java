package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;

/**
 * Something that was proven, or was to be.
 *
 * @param claim what: {@link #BLOB}, {@link #VAULT}, {@link #COPY} and others
 * @param kind how it was proven, in words
 * @param held whether the proof held
 * @since 0.1.0
 */
public record ProofFact(String claim, String kind, boolean held) {
    /**
     * What was wrapped was checked where it was made, as the proof's kind says. It is no more: the
     * part under the KEK can be opened by the vault alone.
     */
    public static final String BLOB = "the wrapped key was checked";

    /** What records of version 0.1.0 call that, and promise too much. */
    private static final String BLOB_BEFORE = "the blob holds the target key";

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
        Arguments.notNull("kind", kind);
    }

    /** Returns whether it is of a claim, also by the name that earlier records have for it. */
    public boolean isOf(String other) {
        Arguments.notNull("other", other);
        return words().equals(other);
    }

    /** Returns the claim in the words of this version, as pages show it. */
    public String words() {
        return claim.equals(BLOB_BEFORE) ? BLOB : claim;
    }

    JsonObject toJson() {
        return JsonObject.builder().put("claim", claim).put("kind", kind).put("held", held).build();
    }

    static ProofFact of(JsonObject json) throws MalformedInputException {
        json.requireOnly("claim", "kind", "held");
        return new ProofFact(json.string("claim"), json.string("kind"), json.bool("held"));
    }
}
