package dev.keyhaul.cli.command;

import dev.keyhaul.cli.line.HelpTexts;
import dev.keyhaul.cli.line.OptionGroups;
import java.util.List;
import java.util.Map;

/** What help and the manual say of Keyhaul as a whole. */
final class KeyhaulHelp {
    static final HelpTexts TEXTS =
            new HelpTexts(
                    """
                    Moves keys from HSMs, PFX files and AD RMS into Azure Key Vault, and keeps the master copy safe on
                    premises.\
                    """,
                    "demo",
                    Map.of(
                            "tpd",
                            """


                            What Keyhaul knows of trusted publishing domains is the observed behaviour of Exchange Server's importer, not a
                            Microsoft specification. No genuine AD RMS export was available. See docs/AD-RMS.md.\
                            """),
                    OptionGroups.parse(
                            """
                            A blob: BlobOptions
                            The KEK: KekOptions KekProvenanceOptions ExistingKek KekTrust
                            AWS and Google Cloud: CloudOptions
                            Proof in a second token: WrapOptions
                            The blob: WithBlob
                            Recipients and shares: RecipientOptions ShareOptions OpeningOptions
                            What you know of the store: TrustOptions CopiesBeforeSeal
                            Files that az printed: AzFiles
                            """,
                            """
                            Reaching a vault: VaultAccessOptions
                            Two people, and what an auditor asks for: RecordOptions SigningOptions ApprovalOptions
                            Tokens and passwords: AccessOptions ModuleOptions NewPasswordOptions PasswordOptions PfxOptions \
                            RecipientPinOption ImportPins PlaceOptions TokenOptions
                            Output: OverwriteOption ReportingCommand ConsoleOptions
                            """),
                    "Keyhaul",
                    "moves keys into Azure Key Vault and keeps master copies",
                    List.of("sources", "output", "settings", "json"),
                    "the documents in the folder docs of the installation.");

    private KeyhaulHelp() {}
}
