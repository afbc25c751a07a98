package dev.keyhaul.cli.line;

import java.util.List;

/** Every command of Keyhaul, under the headings of help. */
final class CommandTable {
    static final List<Commands.Group> GROUPS =
            List.of(
                    new Commands.Group(
                            "START",
                            new Commands.Entry(
                                    "demo", "rehearse the whole journey on this machine"),
                            new Commands.Entry(
                                    "doctor", "check Java, module, tokens, clock, sign-in, role"),
                            new Commands.Entry(
                                    "inspect",
                                    "show what a file or key is, its fingerprint, findings"),
                            new Commands.Entry("status", "list what needs attention")),
                    new Commands.Group(
                            "TOKENS AND KEYS",
                            new Commands.Entry("token list", "list slots and tokens"),
                            new Commands.Entry("token info", "show one token"),
                            new Commands.Entry("token probe", "try what a token really does"),
                            new Commands.Entry("token init", "initialise a free slot"),
                            new Commands.Entry("key generate", "make a key in a token"),
                            new Commands.Entry("key list", "list a token's keys"),
                            new Commands.Entry("key import", "bring a key into a token"),
                            new Commands.Entry("key export-public", "write the public half"),
                            new Commands.Entry(
                                    "key make-unextractable",
                                    "forbid wrapping a key out, for good"),
                            new Commands.Entry("key delete", "delete a key")),
                    new Commands.Group(
                            "TRANSFER",
                            new Commands.Entry("kek create", "make a KEK in a vault"),
                            new Commands.Entry("kek download", "save a KEK's record"),
                            new Commands.Entry(
                                    "kek verify-attestation",
                                    "verify a Managed HSM's attestation of a key"),
                            new Commands.Entry("kek disable", "end a KEK's use"),
                            new Commands.Entry("byok create", "wrap a key into a proven blob"),
                            new Commands.Entry("byok open", "open a rehearsal's blob"),
                            new Commands.Entry("pfx create", "write a key as PKCS#12"),
                            new Commands.Entry(
                                    "tpd convert", "split a domain into keyless file and key"),
                            new Commands.Entry("batch run", "process the keys of a manifest")),
                    new Commands.Group(
                            "VAULT",
                            new Commands.Entry(
                                    "vault import-key", "import a key, or a blob, and prove it"),
                            new Commands.Entry("vault create-key", "make a key in the vault"),
                            new Commands.Entry("vault show-key", "show a key"),
                            new Commands.Entry(
                                    "vault set-key-operations",
                                    "permit the operations that are needed"),
                            new Commands.Entry("vault backup-key", "save the service's own backup"),
                            new Commands.Entry("local-vault", "serve a vault for rehearsals")),
                    new Commands.Group(
                            "MASTER COPIES",
                            new Commands.Entry("backup create", "make a copy"),
                            new Commands.Entry("backup list", "list copies"),
                            new Commands.Entry("backup show", "show one copy and its history"),
                            new Commands.Entry("backup verify", "check every byte and signature"),
                            new Commands.Entry("backup drill", "restore in a test, use, destroy"),
                            new Commands.Entry("backup restore", "restore into a token or file"),
                            new Commands.Entry(
                                    "backup repair", "finish or remove what a kill left"),
                            new Commands.Entry(
                                    "backup change-signer",
                                    "hand the journal to another evidence key")),
                    new Commands.Group(
                            "PEOPLE",
                            new Commands.Entry("ceremony plan", "make the plan of a ceremony"),
                            new Commands.Entry(
                                    "ceremony script", "close the plan; write the script to print"),
                            new Commands.Entry("ceremony run", "do the next steps on this host"),
                            new Commands.Entry(
                                    "ceremony status", "show what is done, next and waiting"),
                            new Commands.Entry(
                                    "ceremony look", "the witness's look at the imported key"),
                            new Commands.Entry("ceremony close", "end this host's records"),
                            new Commands.Entry(
                                    "ceremony report",
                                    "verify the records, write the page (--verify-only)"),
                            new Commands.Entry("approve", "sign a request")),
                    new Commands.Group(
                            "TENANT",
                            new Commands.Entry(
                                    "tenant check",
                                    "check the tenant from az's JSON (--region-url alone: the region)"),
                            new Commands.Entry("tenant runbook", "print the commands, in order"),
                            new Commands.Entry(
                                    "audit", "compare the vault's log with Rights Management's"),
                            new Commands.Entry("completion", "print shell completion")));

    private CommandTable() {}
}
