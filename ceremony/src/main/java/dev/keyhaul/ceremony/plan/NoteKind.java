package dev.keyhaul.ceremony.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What any host may record between the steps, at any time.
 *
 * @since 0.1.0
 */
public enum NoteKind {
    /** Numbers that people typed from their paper, and that were right. */
    TYPED,
    /** A clock that differs from the others, and which one is wrong, as people say. */
    CLOCK,
    /** Where the PINs of a host's tokens are kept, as people say. */
    CUSTODY,
    /** A request for the step of another host, which alone can use its approval. */
    REQUEST,
    /** What the witness typed, and approved. */
    APPROVAL,
    /** What the witness did not approve, and its host can ask for again. */
    WITHDRAWAL,
    /** Which drives the master copies are on, and that they were read there once more. */
    DRIVES,
    /** A spare host takes over, for good, from the one that is lost. */
    TAKEOVER,
    /** The ceremony was stopped. */
    STOP,
    /** What a step left that nothing recorded was deleted or disabled. */
    UNDO;

    /** Returns what records call it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind that records call by this name, if there is one. */
    static Optional<NoteKind> find(String id) {
        return Stream.of(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }
}
