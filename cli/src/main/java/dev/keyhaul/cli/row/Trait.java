package dev.keyhaul.cli.row;

import java.util.List;

/** What is said of an option beside its names, its kind and its text. */
public sealed interface Trait {
    /** What the file that an option names is to its command. */
    sealed interface File extends Trait {}

    /**
     * A file that is read, or a folder.
     *
     * @param endings of files beside it that are read, too
     */
    record Reads(List<String> endings) implements File {
        /** Reads files with these endings beside it. */
        public Reads(String... endings) {
            this(List.of(endings));
        }
    }

    /** A file that is written. */
    record Writes() implements File {}

    /**
     * A folder that the command itself writes into or reads from.
     *
     * @param endings what names end with that are never replaced in it; none for all names
     */
    record InFolder(List<String> endings) implements File {
        /** Replaces no file with these endings. */
        public InFolder(String... endings) {
            this(List.of(endings));
        }
    }

    /** A file that the command itself compares with the others. */
    record ComparedLater() implements File {}

    /** Whether a settings file may set an option. */
    sealed interface InSettings extends Trait permits Not, Setting {}

    /** Why a settings file may not set it; {@link #WORK} where nothing is said. */
    enum Not implements InSettings {
        LOOSENS("it loosens a rule or a protection, so each command that needs it must say it"),
        PROVES(
                "it says which key, KEK, record or person is the right one, and a file does not"
                        + " prove that"),
        REHEARSES("it is for rehearsals alone"),
        SECRET("it is where a secret of one key or file is"),
        WORK("it is what one command works on or makes"),
        WAY("it is how one command checks, prints or computes"),
        ANOTHER("a settings file names no other");

        private final String why;

        Not(String why) {
            this.why = why;
        }

        /** Returns the reason, for people. */
        public String why() {
            return why;
        }
    }

    /** Why neither a request for approval nor a record has it. */
    enum Harmless implements Trait {
        PRINTS("decides what is printed, and nothing else"),
        SECRET(
                "says where a secret is; a wrong one opens nothing, and what it opens is in the"
                        + " request"),
        RECORD("the record of what was done, not what is done"),
        TOLD("the request says it in another form");

        private final String why;

        Harmless(String why) {
            this.why = why;
        }

        /** Returns the reason, for people. */
        public String why() {
            return why;
        }
    }

    /**
     * It takes several values at once.
     *
     * @param separator what is between them; empty if each is a word of its own
     */
    record Repeats(String separator) implements Trait {}

    /** Of a step of a plan, each host has its own: the plan names the vault and the host's key. */
    record OfHost() implements Trait {}

    /** It may be given beside a plan, which does not decide it. */
    record BesidePlan() implements Trait {}
}
