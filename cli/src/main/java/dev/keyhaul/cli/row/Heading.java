package dev.keyhaul.cli.row;

/** Under which heading help shows the options of a part, in the order of help. */
public enum Heading {
    OPTIONS("Options", false),
    BLOB_TO_READ("A blob", false),
    KEK("The KEK", false),
    CLOUDS("AWS and Google Cloud", false),
    PROOF("Proof in a second token", false),
    BLOB_TO_IMPORT("The blob", false),
    RECIPIENTS("Recipients and shares", false),
    STORE("What you know of the store", false),
    AZ_FILES("Files that az printed", false),
    VAULT_ACCESS("Reaching a vault", true),
    EVIDENCE("Two people, and what an auditor asks for", true),
    TOKENS("Tokens and passwords", true),
    OUTPUT("Output", true);

    private final String text;
    private final boolean isCommon;

    Heading(String text, boolean isCommon) {
        this.text = text;
        this.isCommon = isCommon;
    }

    /** Returns the heading's words. */
    public String text() {
        return text;
    }

    /** Whether many commands share its options: a command's help only names them. */
    public boolean isCommon() {
        return isCommon;
    }
}
