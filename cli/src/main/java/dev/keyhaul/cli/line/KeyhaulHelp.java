package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Map;

/** What help and the manual say of Keyhaul as a whole. */
final class KeyhaulHelp {
    /** What it is for. */
    static final String PURPOSE =
            "Moves keys from HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master"
                    + " copy safe on premises.";

    /** The command to start with. */
    static final String FIRST = "demo";

    /** What a whole group of commands rests on, by the group's word. */
    static final Map<String, String> GROUP_NOTES =
            Map.of(
                    "tpd",
                    "What Keyhaul knows of trusted publishing domains is the observed behaviour of"
                            + " Exchange Server's importer, not a Microsoft specification. No genuine"
                            + " AD RMS export was available. See docs/AD-RMS.md.");

    /** The manual's title. */
    static final String TITLE = "Keyhaul";

    /** What the program does, in a line. */
    static final String SUMMARY = "moves keys into Azure Key Vault and keeps master copies";

    /** What help explains beside the commands, with a text for each. */
    static final List<String> TOPICS = List.of("sources", "output", "settings", "json");

    /** Where the documents are. */
    static final String SEE_ALSO = "the documents in the folder docs of the installation.";

    private KeyhaulHelp() {}
}
