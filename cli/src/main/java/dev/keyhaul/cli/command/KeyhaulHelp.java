package dev.keyhaul.cli.command;

import dev.keyhaul.terminal.command.HelpTexts;
import dev.keyhaul.terminal.command.OptionGroups;
import dev.keyhaul.terminal.command.OptionGroups.Group;
import java.util.List;
import java.util.Map;

/** What help says of Keyhaul as a whole. */
final class KeyhaulHelp {
    private static final String PURPOSE =
            """
            Moves keys from HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master copy safe on
            premises.\
            """;

    private static final String TPD =
            """


            What Keyhaul knows of trusted publishing domains is the observed behaviour of Exchange Server's importer, not a
            Microsoft specification. No genuine AD RMS export was available. See docs/AD-RMS.md.\
            """;

    private static final List<Group> OWN =
            List.of(
                    new Group(
                            "The KEK",
                            "KekOptions",
                            "KekProvenanceOptions",
                            "ExistingKek",
                            "KekTrust"),
                    new Group("AWS and Google Cloud", "CloudOptions"),
                    new Group("Proof in a second token", "WrapOptions"),
                    new Group(
                            "Recipients and shares",
                            "RecipientOptions",
                            "ShareOptions",
                            "OpeningOptions"),
                    new Group("What you know of the store", "TrustOptions", "CopiesBeforeSeal"),
                    new Group("Files that az printed", "AzFiles"));

    private static final List<Group> COMMON =
            List.of(
                    new Group("Reaching a vault", "VaultAccessOptions"),
                    new Group(
                            "Two people, and what an auditor asks for",
                            "RecordOptions",
                            "SigningOptions",
                            "ApprovalOptions"),
                    new Group(
                            "Tokens and passwords",
                            "AccessOptions",
                            "ModuleOptions",
                            "NewPasswordOptions",
                            "PasswordOptions",
                            "PfxOptions",
                            "RecipientPinOption",
                            "TokenOptions"),
                    new Group("Output", "OverwriteOption", "ReportingCommand", "ConsoleOptions"));

    static final HelpTexts TEXTS =
            new HelpTexts(PURPOSE, "demo", Map.of("tpd", TPD), new OptionGroups(OWN, COMMON));

    private KeyhaulHelp() {}
}
