package dev.keyhaul.cli.console;

import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.WrongKindException;
import dev.keyhaul.core.page.ShellCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What to type next. The library names what is wrong, and knows no command and no option. */
public final class NextStep {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final String CREATE_KEK = "'keyhaul kek create' makes one that fits";

    private NextStep() {}

    /**
     * Returns the error's hint, with what to type if its reason has that.
     *
     * @param options of the command that runs, such as {@code --force}: no other is named
     */
    public static Optional<String> of(KeyTransferException error, Set<String> options) {
        return Stream.of(error.hint(), ofReason(error, options))
                .flatMap(Optional::stream)
                .reduce((hint, next) -> hint + "; " + next);
    }

    private static Optional<String> ofReason(KeyTransferException error, Set<String> options) {
        if (error instanceof ApprovalMissingException waiting) {
            return Optional.of(
                    "run this command again after that person ran: "
                            + ShellCommand.of("keyhaul approve")
                                    .path(waiting.request())
                                    .words("--key SOURCE"));
        } else if (error instanceof WrongKindException wrong) {
            return KindStep.of(wrong);
        }
        return error.reason().flatMap(reason -> of(reason, options));
    }

    /**
     * Returns what to type for a reason, without what the running command cannot do.
     *
     * @param options of the command that runs
     */
    public static Optional<String> of(Reason reason, Set<String> options) {
        return Arrays.stream(text(reason, options).split("; "))
                .filter(part -> !part.isEmpty() && options.containsAll(optionsIn(part)))
                .reduce((first, next) -> first + "; " + next);
    }

    /** An option within quotes belongs to the command that is quoted. */
    private static List<String> optionsIn(String part) {
        return OPTION.matcher(QUOTED.matcher(part).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Returns which command takes a file of a kind, if one does, without the one that shows it. */
    public static Optional<String> taking(FileKind kind) {
        return KindStep.taking(kind);
    }

    /** Returns what to do with a file of a kind. */
    public static Optional<String> of(FileKind kind) {
        return KindStep.of(kind);
    }

    /** Returns how to fix what a lint code finds. */
    public static String of(LintCode code) {
        return switch (code) {
            case MEMBER_MISSING -> code.fix() + ": keyhaul byok create";
            case KEK_OPERATIONS, KEK_TYPE -> code.fix() + ": keyhaul kek create";
            default -> code.fix();
        };
    }

    /** Returns what to do with a domain. */
    public static String of(Route route) {
        return switch (route) {
            case KEY_VAULT ->
                    route.advice()
                            + ": keyhaul vault import-key --key tpd:FILE, then keyhaul tpd convert";
            case IN_HSM -> route.advice() + ": keyhaul vault import-key --key pkcs11:…";
            case ELSEWHERE -> route.advice() + "; keyhaul inspect FILE shows it";
            case MICROSOFT_MANAGED -> route.advice();
        };
    }

    /** Parts that do not need each other are separated by a semicolon. */
    private static String text(Reason reason, Set<String> options) {
        return switch (reason) {
            case APPROVAL_INVALID -> "'keyhaul approve' makes a new one";
            case ATTESTED_KEY_DIFFERS ->
                    "if you have the identifier of the key from elsewhere, give it with --kid"
                            + " https://POOL.managedhsm.azure.net/keys/NAME/VERSION";
            case AUDIT_ROOM -> "--temp DIR takes another folder; --memory takes more memory";
            case BATCH_FILE_LOST ->
                    "if it should exist, restore it from a copy; --again LINE makes it again; if it was"
                            + " deleted after its import, leave it so";
            case BATCH_UNFINISHED -> "use --resume to continue";
            case BLOB_FINDINGS -> "'keyhaul inspect' shows all of them";
            case BINDING -> "--backend jna takes the other binding";
            case COPY_IN_MANIFEST ->
                    "use 'keyhaul backup restore' or 'keyhaul byok create --key backup:…'";
            case COPY_NOT_FOUND -> "'keyhaul backup list' shows the copies";
            case COPY_RECIPIENT_MISSING -> "'keyhaul backup show' shows the recipients";
            case CREDENTIAL_MISSING ->
                    "--credential takes another credential; -v shows what each one said";
            case DOMAIN_IDENTITY_FORM -> "'keyhaul inspect' shows both";
            case EVIDENCE_KEY_MISSING -> "give the evidence key with --sign-with SOURCE";
            case EVIDENCE_KEY_UNFIT -> "'keyhaul key generate --purpose evidence' makes one";
            case FILE_EXISTS -> "--force replaces it";
            // Of a KEK's file a command would compute what the file is to be compared with.
            case FINGERPRINT_FORM ->
                    options.contains("--kek-sha256")
                            ? ""
                            : "'keyhaul key list' shows that of a key in a token";
            case JOURNAL_HEAD -> "'keyhaul backup verify' shows the head";
            case JOURNAL_SIGNER ->
                    "'keyhaul backup change-signer --new-signer' names a new key, signed by the old one;"
                            + " 'keyhaul backup change-signer --take-over' does without the old one";
            case JOURNAL_UNSIGNED ->
                    "if that is known, 'keyhaul backup change-signer --take-over' records it";
            case KEK_ATTESTATION_MISSING ->
                    "'keyhaul kek download' takes it from a Managed HSM; a key vault has none";
            case KEK_FINGERPRINT_MISSING -> "give it with --kek-sha256";
            case KEK_IDENTIFIER_DIFFERS -> "or leave --kid out";
            case KEK_IDENTIFIER_MISSING -> "or give --kid https://VAULT/keys/NAME/VERSION";
            case KEK_NOT_AUTHENTICATED ->
                    "type the 64 digits at the terminal, or give them as --kek-sha256";
            case KEK_SIGNATURE_MISSING ->
                    "'keyhaul kek download --ceremony NAME --sign-with SOURCE' makes both files";
            case KEK_EXPIRED -> "--allow-expired-kek uses it all the same";
            case KEK_UNFIT -> CREATE_KEK;
            case KEY_ID_TAKEN -> "--key-id" + " takes another id, such as 02";
            case KEY_LEAVES_TOKEN ->
                    options.contains("--allow-weaker-recipient")
                            ? "give it with --allow-weaker-recipient"
                            : "'keyhaul backup create --allow-weaker-recipient HEX' copies such a key";
            case KEY_NAME_TAKEN -> "--new-version makes a new version of it";
            case KEY_NOT_FOUND -> "'keyhaul key list' shows the keys";
            case LOCAL_VAULT_DOWN -> "'keyhaul local-vault --access-file FILE' starts it";
            case MAC_MISSING -> "--allow-no-mac reads it anyway";
            case MODULE_MISSING ->
                    "give the path of your HSM's library with --module or KEYHAUL_PKCS11_MODULE";
            case PASSPHRASE_UNFIT -> "--generate makes one of 140 bits";
            case PASSPHRASE_WEAK ->
                    "--generate makes one of 140 bits; --allow-weak-password accepts it, and the"
                            + " manifest says so";
            case PEM_INSTEAD_OF_PFX ->
                    "name a key in PEM as pem:FILE; 'keyhaul inspect FILE' shows it";
            case PROOF_UNFINISHED ->
                    "repeat the command, which continues with the proof; for a key that 'vault create-key'"
                            + " made, run 'keyhaul vault set-key-operations' with --expect";
            case PIN_MISSING -> "--pin-file takes the PIN from a file";
            case RECIPIENT_KEY_UNFIT ->
                    "make one with 'keyhaul key generate --purpose recovery', or for the same token"
                            + " with '--purpose wrapping'";
            case RECOVERY_PAIR_MISSING -> "make one with 'keyhaul key generate --purpose recovery'";
            case REHEARSAL_KEK -> "give --rehearsal if the key is for rehearsal too";
            case RELAY_MISSING ->
                    "reach it with --local-vault FILE, the access file of 'keyhaul local-vault'";
            case REPLICA_BEHIND -> "'keyhaul backup create --replica' brings it up to date";
            case SAME_TOKEN_ONLY -> "or accept that with --same-token-only";
            case SECRET_PIPE -> "to read from a pipe, open it for this command: --pin-fd 3 3<FILE";
            case STORE_MISSING -> "'keyhaul backup create' makes a store";
            case STORE_UNFINISHED ->
                    "'keyhaul backup repair' repairs a store, 'keyhaul backup create --replica' a"
                            + " replica";
            case TENANT_KEY_LENGTH -> "if it is not a tenant key, give --profile key-vault";
            case TLS_ROOT ->
                    "or use a KEK whose fingerprint comes from another machine: --kek-name and"
                            + " --kek-sha256";
            case TOKEN_AMBIGUOUS -> "name one with --token";
            case TOKEN_LIMIT -> "'keyhaul token info' lists what the token has";
            case TOKEN_MISSING -> "'keyhaul token list' shows the others";
            case VAULT_MISSING -> "give --vault https://NAME.vault.azure.net";
            case WEAK_KEY -> "if it must be moved, --allow-weak-key allows it";
            case WRAPPING_KEY_UNFIT -> "make one with 'keyhaul key generate --purpose wrapping'";
        };
    }
}
