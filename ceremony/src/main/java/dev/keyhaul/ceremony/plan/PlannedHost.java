package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A host that takes part, the witness's machine too.
 *
 * @param name what people call it
 * @param duties what it is for
 * @param tokens the tokens that it has
 * @param key the public half of what signs there, once it is enrolled
 * @param program the program there, its version and the SHA-256 of its files, likewise
 * @param spareOf the host whose work it takes over if that host is lost; empty if it is no spare
 * @since 0.1.0
 */
public record PlannedHost(
        String name,
        Set<Duty> duties,
        List<PlannedToken> tokens,
        Optional<PublicKey> key,
        Optional<String> program,
        Optional<String> spareOf) {

    /** What a file of this name can be called on every system. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,62}");

    /** What stands in a program's text between its version and its SHA-256. */
    public static final String PROGRAM_SHA256 = ", SHA-256 ";

    /** Copies the collections, and refuses a name that is more than a name. */
    public PlannedHost {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "invalid name of a host in the plan: 1 to 63 letters, digits, blanks and ._- are"
                            + " allowed");
        }
        duties = Set.copyOf(duties);
        tokens = List.copyOf(tokens);
        if (key.isPresent() && tokens.stream().anyMatch(token -> token.serial().isEmpty())) {
            throw new IllegalArgumentException(
                    "a host in the plan is enrolled, and has not looked at its token");
        }
    }

    /** Returns a host that is not enrolled yet. */
    public static PlannedHost named(String name, Set<Duty> duties, List<PlannedToken> tokens) {
        return new PlannedHost(
                name, duties, tokens, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns a host that can take over from another one, and is not enrolled yet. */
    public static PlannedHost spareFor(PlannedHost other) {
        return new PlannedHost(
                other.name + "-spare",
                other.duties,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(other.name));
    }

    /** Returns the host with its key, its tokens as it sees them, and its program. */
    public PlannedHost enrolled(PublicKey itsKey, List<PlannedToken> seen, String itsProgram) {
        return new PlannedHost(
                name, duties, seen, Optional.of(itsKey), Optional.of(itsProgram), spareOf);
    }

    /** Whether the other one is this host, enrolled since then. */
    boolean becomes(PlannedHost other) {
        return other.isEnrolled()
                && equals(
                        new PlannedHost(
                                other.name,
                                other.duties,
                                other.tokens.stream().map(PlannedToken::unread).toList(),
                                Optional.empty(),
                                Optional.empty(),
                                other.spareOf));
    }

    /** Whether it is for this. */
    public boolean is(Duty duty) {
        return duties.contains(duty);
    }

    /** Whether it only works if another host is lost. */
    public boolean isSpare() {
        return spareOf.isPresent();
    }

    /** Whether it can take over from this host: of the same work, and with nothing in a token. */
    boolean canReplace(PlannedHost other) {
        return spareOf.equals(Optional.of(other.name))
                && !other.isSpare()
                && duties.size() == 1
                && duties.equals(other.duties)
                && !is(Duty.OFFLINE)
                && tokens.isEmpty();
    }

    /** Whether it has its key. */
    public boolean isEnrolled() {
        return key.isPresent();
    }

    /** Returns its key as what must have signed: nothing, if it is not enrolled. */
    public List<TrustedSigner> signer() {
        return key.map(Fingerprint::of).map(TrustedSigner::new).stream().toList();
    }
}
