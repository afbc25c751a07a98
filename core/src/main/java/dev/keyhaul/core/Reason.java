package dev.keyhaul.core;

import java.util.Optional;

/**
 * Why something failed: one reason for each kind of cause, with a code that never changes its
 * meaning. Messages are for people and may change in any version; a program decides by the reason.
 * Minor versions add reasons, so a {@code switch} needs a default.
 *
 * <pre>{@code
 * try {
 *     blob.writeTo(blobFile);
 * } catch (KeyTransferException e) {
 *     switch (e.reason()) {
 *         case FILE_EXISTS -> show("choose another name");
 *         case FILE_ROOM -> show("free some space");
 *         default -> show(e.reason().code(), e.getMessage());
 *     }
 * }
 * }</pre>
 *
 * <p>The page of errors has the cause of each, and what to do about it.
 *
 * @since 0.1.0
 */
public enum Reason {
    /** The bytes are not an AES key. */
    AES_KEY_FORM,
    /** A request for approval was changed after it was written. */
    APPROVAL_CHANGED(Trouble.CONTRADICTED),
    /** A request for approval is no longer open. */
    APPROVAL_CLOSED,
    /** An approval is not valid for the request. */
    APPROVAL_INVALID(Trouble.CONTRADICTED),
    /** The command waits for another person's approval. */
    APPROVAL_MISSING,
    /** The request does not ask for the approval of this key. */
    APPROVAL_OTHER_KEY,
    /** A key that the command works with cannot approve it. */
    APPROVAL_OWN_KEY,
    /** An attestation cannot be read. */
    ATTESTATION_MALFORMED,
    /** An attestation is not authentic. */
    ATTESTATION_UNTRUSTED,
    /** An attestation is for a key with another name or version. */
    ATTESTED_KEY_DIFFERS,
    /** The attestation shows that the key is not safe to use as a KEK. */
    ATTESTED_KEY_UNFIT,
    /** A log for the audit cannot be used. */
    AUDIT_LOG,
    /** The audit is not part of this installation. */
    AUDIT_MISSING,
    /** The audit's database failed, most likely for lack of disk space or memory. */
    AUDIT_ROOM,
    /** It is unknown whether a key was used. */
    AUDIT_UNKNOWN,
    /** A file is not the JSON that az prints. */
    AZ_FILE,
    /** What decides where a key goes is not what was approved. */
    BATCH_DECISION_DIFFERS,
    /** A batch that needs approval does not name the key of each item. */
    BATCH_EXPECT_MISSING,
    /** A file that a batch made is missing or was changed. */
    BATCH_FILE_LOST,
    /** An item of a batch is an incident, and is not tried again. */
    BATCH_INCIDENT(Trouble.CONTRADICTED),
    /** The journal of a batch is damaged. */
    BATCH_JOURNAL_DAMAGED,
    /** A batch's journal, manifest and shard do not belong together. */
    BATCH_JOURNAL_DIFFERS,
    /** A line cannot be done again. */
    BATCH_LINE_NOT_DONE,
    /** A line of a batch's manifest cannot be used. */
    BATCH_MANIFEST_FORM,
    /** A batch has begun already, and its journal lists what is left. */
    BATCH_UNFINISHED,
    /** A blob of a batch is void. */
    BATCH_VOID,
    /** A key that a batch delivered is void. */
    BATCH_VOID_SENT,
    /** The binding to the PKCS#11 module does not suit the module. */
    BINDING,
    /** A transfer blob has mistakes, and is not sent. */
    BLOB_FINDINGS,
    /** A file is not a usable transfer blob. */
    BLOB_FORM,
    /** The length of a transfer blob does not match the key that is said to be in it. */
    BLOB_KIND,
    /** A vault did not open a blob under the KEK that the blob names. */
    BLOB_REJECTED,
    /** A certificate's public key does not match the private key. */
    CERTIFICATE_DIFFERS,
    /** A certificate, or a request for one, cannot be read. */
    CERTIFICATE_FORM,
    /** A certificate cannot be a recipient. */
    CERTIFICATE_UNFIT,
    /** A clock is wrong. */
    CLOCK_WRONG,
    /** The algorithm of a cloud import does not match the key or the region. */
    CLOUD_ALGORITHM,
    /** A file from AWS or Google Cloud cannot be read. */
    CLOUD_FILE,
    /** A cloud import is not open. */
    CLOUD_IMPORT_CLOSED,
    /** A cloud's answer is for a key other than the one that was named. */
    CLOUD_PLACE_DIFFERS,
    /** There is no such command. */
    COMMAND_UNKNOWN,
    /** A manifest names a master copy as the source of a key. */
    COPY_IN_MANIFEST,
    /** The store does not have exactly one such master copy, or the copy is of another key. */
    COPY_NOT_FOUND,
    /** Too few master copies of a key are proven. */
    COPY_NOT_PROVEN(Trouble.CONTRADICTED),
    /** Nothing that was given opens the master copy. */
    COPY_RECIPIENT_MISSING,
    /** No credential gives access to the service. */
    CREDENTIAL_MISSING,
    /** A step of the demonstration did not give the expected result. */
    DEMO_FAILED,
    /** The destination does not accept keys of this kind. */
    DESTINATION_KEY_KIND,
    /** The text is neither the GUID nor the fingerprint of an AD RMS server. */
    DOMAIN_IDENTITY_FORM,
    /** The parts of a trusted publishing domain do not belong together. */
    DOMAIN_INCONSISTENT,
    /** A trusted publishing domain does not hold its private key. */
    DOMAIN_KEYLESS,
    /** A file is not a trusted publishing domain, or its XML is not as AD RMS writes it. */
    DOMAIN_MALFORMED,
    /** An evidence key must sign, and none was given. */
    EVIDENCE_KEY_MISSING,
    /** A key cannot be the evidence key. */
    EVIDENCE_KEY_UNFIT,
    /** A source, recipient or destination that is not part of Keyhaul failed. */
    EXTENSION_FAILED,
    /** This account is not allowed to read or write a file or folder. */
    FILE_DENIED,
    /** A file exists already. */
    FILE_EXISTS,
    /** A file could not be read or written. */
    FILE_IO,
    /** A file is not of the kind that is needed, or its kind is unknown. */
    FILE_KIND,
    /** There is no such file or folder. */
    FILE_NOT_FOUND,
    /** A path is not a regular file. */
    FILE_NOT_REGULAR,
    /** A file is written, but may be lost in a power cut. */
    FILE_NOT_SYNCED,
    /** A file was replaced while it was used. */
    FILE_REPLACED,
    /** There is no room for a file. */
    FILE_ROOM,
    /** A file is longer than this kind of file can be. */
    FILE_TOO_LONG,
    /** The text is not a fingerprint. */
    FINGERPRINT_FORM,
    /** There is no such folder. */
    FOLDER_MISSING,
    /** A file is of another version of its format, or of another format. */
    FORMAT_VERSION,
    /** A token leaves open what guards a key that opens others. */
    GUARD_OPEN,
    /** There is no folder for the state of this account. */
    HOME_MISSING,
    /** Bytes changed in this host's memory or on its disk. */
    HOST_FAULT,
    /** This host has no memory left for the PKCS#11 module. */
    HOST_MEMORY,
    /** Another command uses the same thing. */
    IN_USE,
    /** This is a bug in Keyhaul. */
    INTERNAL,
    /** The command was interrupted before it was done. */
    INTERRUPTED,
    /** The head of the journal is not the given one. */
    JOURNAL_HEAD,
    /** The journal has nothing to take over. */
    JOURNAL_SIGNED,
    /** Another evidence key must sign the next entry of the journal. */
    JOURNAL_SIGNER(Trouble.CONTRADICTED),
    /** An entry of the journal is not signed by a trusted key. */
    JOURNAL_UNSIGNED,
    /** A file is not one strict JSON object in UTF-8. */
    JSON_FORM,
    /** A member of a JSON file is missing, unknown, or has the wrong value. */
    JSON_MEMBER,
    /** The KEK came without the attestation that is to authenticate it. */
    KEK_ATTESTATION_MISSING,
    /** The KEK is not the expected one. */
    KEK_DIFFERS(Trouble.CONTRADICTED),
    /** No fingerprint was given for the KEK of an item. */
    KEK_FINGERPRINT_MISSING,
    /** The given fingerprint is the hash of the KEK's PEM file, not of its key. */
    KEK_FINGERPRINT_OF_PEM,
    /** The given identifier is not the one in the KEK's file. */
    KEK_IDENTIFIER_DIFFERS(Trouble.CONTRADICTED),
    /** The KEK's file has no identifier, and none was given. */
    KEK_IDENTIFIER_MISSING,
    /** The KEK is another key of the same command. */
    KEK_IS_TARGET(Trouble.CONTRADICTED),
    /** The vault has a key with the name of the KEK already. */
    KEK_NAME_TAKEN(Trouble.UNEXPLAINED),
    /** Nothing that was given authenticates the KEK. */
    KEK_NOT_AUTHENTICATED,
    /** A KEK was named where another key is needed, or the other way round. */
    KEK_OR_KEY,
    /** The KEK has expired. */
    KEK_PAST_EXPIRY,
    /** The KEK's record is not for this ceremony and time. */
    KEK_RECORD_STALE,
    /** The KEK's record is not validly signed. */
    KEK_SIGNATURE_INVALID(Trouble.CONTRADICTED),
    /** The KEK's record has no signature beside it. */
    KEK_SIGNATURE_MISSING,
    /** A KEK is still enabled, although the vault accepted the request. */
    KEK_STILL_ENABLED,
    /** The service does not accept this key as a KEK. */
    KEK_UNFIT,
    /** The KEK is in a vault other than the destination. */
    KEK_VAULT_DIFFERS(Trouble.CONTRADICTED),
    /** The KEK is weaker than the key that it is to wrap. */
    KEK_WEAKER,
    /** No key, or more than one, matches what was named. */
    KEY_AMBIGUOUS,
    /** The key is not the expected one. */
    KEY_DIFFERS(Trouble.CONTRADICTED),
    /** A file that holds a key cannot be read. */
    KEY_FILE_FORM,
    /** The token already has a key with this ID. */
    KEY_ID_TAKEN,
    /** A key of this kind cannot be used here. */
    KEY_KIND,
    /**
     * A recipient protects the key less than its token does, and nobody confirmed the fingerprint.
     */
    KEY_LEAVES_TOKEN,
    /** The length of the key is not one of those that are allowed. */
    KEY_LENGTH,
    /** A deleted key still holds the name in the vault. */
    KEY_NAME_DELETED,
    /** The vault has a key of this name already. */
    KEY_NAME_TAKEN,
    /** The token does not have this key. */
    KEY_NOT_FOUND,
    /** The key can be wrapped only under a trusted key. */
    KEY_TRUSTED_ONLY,
    /** The key never leaves its token. */
    KEY_UNEXTRACTABLE,
    /** A key that was not proven may still be in the token. */
    KEY_UNPROVEN,
    /** The text is not the URL of a vault or of a key. */
    KEY_URL_FORM,
    /** A key's identifier has no version. */
    KEY_VERSION_MISSING,
    /** A token or key with this label already exists. */
    LABEL_TAKEN(Trouble.UNEXPLAINED),
    /** A file is not the access file of a local vault. */
    LOCAL_VAULT_ACCESS,
    /** The local vault does not respond. */
    LOCAL_VAULT_DOWN,
    /** The state folder of a local vault cannot be used. */
    LOCAL_VAULT_STATE,
    /** The login to the token was ended from outside. */
    LOGIN_ENDED,
    /** This process is already logged in to the token. */
    LOGIN_SHARED,
    /** A PKCS#12 file has no MAC. */
    MAC_MISSING,
    /** The PKCS#11 module is not in the state that Keyhaul needs. */
    MODULE_IN_USE,
    /** The PKCS#11 module was not found, or may not be named here. */
    MODULE_MISSING,
    /** A file cannot be loaded as a PKCS#11 module. */
    MODULE_UNUSABLE,
    /** The PKCS#11 module violates the standard. */
    MODULE_VIOLATION,
    /** The key has no clear form here, and the destination needs one. */
    NO_CLEAR_FORM,
    /** The confirmation was not given. */
    NOT_CONFIRMED,
    /** A key, or another object of the token, was deleted while it was in use. */
    OBJECT_GONE,
    /** Another user could read or replace a file. */
    OPEN_TO_OTHERS,
    /** A required option or value is missing. */
    OPTION_MISSING,
    /** The command does not have this option, or its arguments cannot be read. */
    OPTION_UNKNOWN,
    /** Options cannot be used together, or do not apply here. */
    OPTIONS_CONFLICT,
    /** It is unknown whether a request changed anything. */
    OUTCOME_UNKNOWN,
    /** An output would replace another file of the same command. */
    OUTPUT_COLLIDES,
    /** Standard output could not be written. */
    OUTPUT_LOST,
    /** A new secret cannot be used. */
    PASSPHRASE_UNFIT,
    /** A password can be guessed by anyone who has the file that it protects. */
    PASSPHRASE_WEAK,
    /** A file is encrypted or authenticated in a way that is not supported. */
    PASSWORD_SCHEME,
    /** A file asks for more work or memory than is spent on a password. */
    PASSWORD_WORK,
    /** The password is wrong, or the file is damaged. */
    PASSWORD_WRONG,
    /** A file is PEM text where PKCS#12 is expected. */
    PEM_INSTEAD_OF_PFX,
    /** The MAC of a PKCS#12 file can be forged without the password. */
    PFX_MAC_FORGEABLE,
    /** Parts of a PKCS#12 file are encrypted under different passwords. */
    PFX_TWO_PASSWORDS,
    /** The PIN has expired. */
    PIN_EXPIRED,
    /** The PIN cannot be used now. */
    PIN_LOCKED,
    /** A PIN is missing, or was given in a way that is not allowed. */
    PIN_MISSING,
    /** A PIN cannot be used. */
    PIN_UNFIT,
    /** The token refused the PIN. */
    PIN_WRONG,
    /** Two PINs are given for one token. */
    PINS_DIFFER,
    /** A plan is not the one that was enrolled or confirmed. */
    PLAN_CHANGED,
    /** The records or the files of a ceremony do not match its plan. */
    PLAN_DEVIATION,
    /** A drive for master copies is not mounted, or is not a disk of its own. */
    PLAN_DRIVE,
    /** The settings file, a PKCS#11 module or the file of a PIN is in the plan's folder. */
    PLAN_FOLDER,
    /** A host's program, module or token is not the one that the plan states. */
    PLAN_HOST_CHANGED(Trouble.CONTRADICTED),
    /** A plan is still open, or lacks what it needs to be closed. */
    PLAN_OPEN,
    /** This host or account has another part in the plan, or none. */
    PLAN_OTHER_HOST,
    /** A plan names a place that this host has no path for. */
    PLAN_PLACE,
    /** The plan has no such step to do here now. */
    PLAN_STEP_MISSING,
    /** The ceremony of this plan has ended. */
    PLAN_STOPPED,
    /** The plan is for other dates. */
    PLAN_WINDOW,
    /** A port is not available. */
    PORT_TAKEN,
    /** A file holds a private key where only the public half belongs. */
    PRIVATE_KEY_EXPOSED(Trouble.CONTRADICTED),
    /** A file has no private key. */
    PRIVATE_KEY_MISSING,
    /** The vault holds the key, but not every check was completed. */
    PROOF_UNFINISHED,
    /** A security provider cannot be used for wrapping. */
    PROVIDER_UNFIT,
    /** A public key cannot be read. */
    PUBLIC_KEY_FORM,
    /** The text is not a recipient that can be named here. */
    RECIPIENT_FORM,
    /** A key cannot be the recipient of master copies. */
    RECIPIENT_KEY_UNFIT,
    /** A file in a folder of records is not a record, or was changed. */
    RECORD_DAMAGED,
    /** This host has closed the records in the folder. */
    RECORDS_CLOSED,
    /** Records are missing from the folder. */
    RECORDS_MISSING(Trouble.CONTRADICTED),
    /** There are no records of this account and host in the folder. */
    RECORDS_NONE,
    /** The token has no pair that can be a recipient or a target of an import. */
    RECOVERY_PAIR_MISSING,
    /** The KEK is from a local vault, and the key was not declared to be for rehearsal. */
    REHEARSAL_KEK,
    /** A rehearsal's vault is reached only through a relay. */
    RELAY_MISSING,
    /** A real vault is never reached through a rehearsal's relay. */
    RELAY_REFUSED,
    /** A replica does not contain everything in its store. */
    REPLICA_BEHIND,
    /** A store and its replica have different histories. */
    REPLICA_DIVERGED,
    /** A folder is not a replica of the store. */
    REPLICA_OTHER,
    /** The key is not restored as extractable. */
    RESTORE_EXTRACTABLE,
    /** A key was restored, but the journal does not record it. */
    RESTORE_UNRECORDED,
    /** A restored or copied key does not work as the key of the copy. */
    RESTORED_KEY_WRONG,
    /** An RSA key has numbers that are not accepted. */
    RSA_BOUNDS,
    /** All recipients of a copy are in the token of the key. */
    SAME_TOKEN_ONLY,
    /** The second proof is not possible in this way. */
    SECOND_PROOF,
    /** A secret is not text in UTF-8. */
    SECRET_ENCODING,
    /** A PIN or password is needed, and none was given. */
    SECRET_MISSING,
    /** A secret cannot be read from this file or descriptor. */
    SECRET_PIPE,
    /** A secret is needed twice, but can be read only once. */
    SECRET_READ_ONCE,
    /** The session or the login to the token is gone. */
    SESSION_LOST,
    /** An option cannot be set in a settings file. */
    SETTING_FORBIDDEN,
    /** The settings file cannot be read. */
    SETTINGS_FORM,
    /** A share cannot be used for this copy. */
    SHARE_UNFIT,
    /** More shares are needed. */
    SHARES_TOO_FEW,
    /** The signature of a file is missing or not valid. */
    SIGNATURE_INVALID,
    /** A copy is not signed by the trusted evidence key. */
    SIGNER_UNTRUSTED,
    /** The text is not a source of keys that can be used here. */
    SOURCE_FORM,
    /** An added source of keys cannot be used. */
    SOURCE_JAR,
    /** A store of master copies is damaged. */
    STORE_DAMAGED(Trouble.NOT_READY),
    /** There is no store of master copies at this path. */
    STORE_MISSING,
    /** A folder is not a store of master copies. */
    STORE_OTHER,
    /** A store is older than it should be. */
    STORE_ROLLBACK,
    /** A command did not finish its work in a store. */
    STORE_UNFINISHED,
    /** The key cannot be a tenant key, but Key Vault accepts it. */
    TENANT_KEY_LENGTH,
    /** The server's TLS certificate does not chain to one of Azure's roots. */
    TLS_ROOT,
    /** Several tokens match. */
    TOKEN_AMBIGUOUS,
    /** The token does not honour the attributes of a key. */
    TOKEN_ATTRIBUTES,
    /** The token has no free session. */
    TOKEN_BUSY,
    /** The token or its module was closed by this process. */
    TOKEN_CLOSED,
    /** The token or its connection failed. */
    TOKEN_DEVICE,
    /** The token has no room for another object. */
    TOKEN_FULL,
    /** The token does not show a value that is needed. */
    TOKEN_KEY_HIDDEN,
    /** The token's key wrap does not work as specified, or cannot be tested. */
    TOKEN_KEY_WRAP,
    /** The token does not have this mechanism, function or length. */
    TOKEN_LIMIT,
    /** There is no such token. */
    TOKEN_MISSING,
    /** The token's policy or the key's attributes forbid this. */
    TOKEN_POLICY,
    /** The token can only be read. */
    TOKEN_READ_ONLY,
    /** The token refused a request. */
    TOKEN_REFUSED,
    /** There is no free slot for a new token. */
    TOKEN_SLOT_MISSING,
    /** The token did something other than what it was asked to do, or than what it reported. */
    TOKEN_UNSOUND,
    /** The text is not a PKCS#11 URI that can be used here. */
    TOKEN_URI_FORM,
    /** There are more things than one command takes. */
    TOO_MANY,
    /** A wrapped key does not open with this key. */
    UNWRAP_FAILED,
    /** A value is malformed or out of range. */
    VALUE_FORM,
    /** The same thing is given twice. */
    VALUE_TWICE,
    /** The service's answer cannot be used. */
    VAULT_ANSWER,
    /** A vault's answer is about a key other than the one that was asked for. */
    VAULT_ANSWER_DIFFERS,
    /** The vault is throttled. */
    VAULT_BUSY,
    /** The service failed. */
    VAULT_FAILED,
    /** The vault's network rules keep this host out. */
    VAULT_FIREWALL,
    /** This identity is not allowed to do that in the vault. */
    VAULT_FORBIDDEN,
    /** A key in the vault failed a check. */
    VAULT_KEY_CHECK,
    /** The vault does not show which key it is. */
    VAULT_KEY_HIDDEN,
    /** A key or a transfer blob goes to a vault that must be named. */
    VAULT_MISSING,
    /** The vault does not have this key. */
    VAULT_NOT_FOUND,
    /** The service refused the request. */
    VAULT_REFUSED,
    /** The vault does not accept the sign-in. */
    VAULT_SIGN_IN,
    /** The vault cannot be reached. */
    VAULT_UNREACHABLE,
    /** The key is too short, or has a known weakness. */
    WEAK_KEY,
    /** The token cannot wrap in the way that was asked for. */
    WRAP_STRATEGY,
    /** A key of this kind cannot be wrapped under this key. */
    WRAP_UNSUITABLE,
    /** The wrapped bytes are not those of this key under this KEK. */
    WRAPPED_LENGTH,
    /** A wrapping key in the token was replaced. */
    WRAPPING_KEY_REPLACED,
    /** The key cannot wrap master copies in its own token. */
    WRAPPING_KEY_UNFIT;

    /** What the people at a ceremony do about a failure. */
    public enum Trouble {
        /** Something is missing, or a rule is not kept yet. Bring it, and try again. */
        NOT_READY,
        /** What was typed is wrong: look again, and type it again. */
        MISTYPED,
        /** Something is there that no record explains. It is never used; people remove it. */
        UNEXPLAINED,
        /** A proof, a signature or another key contradicts what was agreed: that is the end. */
        CONTRADICTED
    }

    private final String code = "KH-" + name().replace('_', '-');
    private final Optional<Trouble> trouble;

    Reason() {
        this.trouble = Optional.empty();
    }

    Reason(Trouble trouble) {
        this.trouble = Optional.of(trouble);
    }

    /**
     * {@return the code, such as {@code KH-FILE-EXISTS}} Later versions have it too, with the same
     * meaning.
     */
    public String code() {
        return code;
    }

    /**
     * {@return what the people at a ceremony do about it} Empty if that follows from the kind of
     * the error, as with most reasons.
     */
    public Optional<Trouble> trouble() {
        return trouble;
    }
}
