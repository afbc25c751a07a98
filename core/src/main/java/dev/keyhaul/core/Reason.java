package dev.keyhaul.core;

/**
 * Why something failed, if a program that embeds the library may have a next step of its own to
 * show. The command line names a command or an option, which the library does not know.
 *
 * @since 0.1.0
 */
public enum Reason {
    /** An approval is not valid for the request. */
    APPROVAL_INVALID,
    /** An attestation is of a key of another name or version. */
    ATTESTED_KEY_DIFFERS,
    /** The audit's database has too little disk space or memory. */
    AUDIT_ROOM,
    /** A file that a batch made is missing or was changed. */
    BATCH_FILE_LOST,
    /** A batch has begun before, and its journal has the rest. */
    BATCH_UNFINISHED,
    /** Lint finds several mistakes in a blob. */
    BLOB_FINDINGS,
    /** The binding to the PKCS#11 module does not suit the module. */
    BINDING,
    /** A manifest names a master copy as the source of a key. */
    COPY_IN_MANIFEST,
    /** The store does not have this master copy, or the copy is of another key. */
    COPY_NOT_FOUND,
    /** Nothing that was given opens the master copy. */
    COPY_RECIPIENT_MISSING,
    /** No credential for the service. */
    CREDENTIAL_MISSING,
    /** Neither the GUID nor the fingerprint of an AD RMS server. */
    DOMAIN_IDENTITY_FORM,
    /** An evidence key must sign, and it was not given. */
    EVIDENCE_KEY_MISSING,
    /** The key cannot be an evidence key. */
    EVIDENCE_KEY_UNFIT,
    /** A file exists already. */
    FILE_EXISTS,
    /** Not a fingerprint. */
    FINGERPRINT_FORM,
    /** The head of the journal is another than the given one. */
    JOURNAL_HEAD,
    /** Another evidence key signs the next entry of the journal. */
    JOURNAL_SIGNER,
    /** An entry of the journal is not signed by a trusted key. */
    JOURNAL_UNSIGNED,
    /** The KEK came without the attestation that is to authenticate it. */
    KEK_ATTESTATION_MISSING,
    /** The KEK has expired. */
    KEK_EXPIRED,
    /** No fingerprint was given for the KEK of an item. */
    KEK_FINGERPRINT_MISSING,
    /** The given identifier is not the one in the KEK's file. */
    KEK_IDENTIFIER_DIFFERS,
    /** The KEK's file has no identifier, and none was given. */
    KEK_IDENTIFIER_MISSING,
    /** Nothing that was given authenticates the KEK, and nobody typed its fingerprint. */
    KEK_NOT_AUTHENTICATED,
    /** The KEK's record has no signature beside it. */
    KEK_SIGNATURE_MISSING,
    /** The service does not accept this key as KEK. */
    KEK_UNFIT,
    /** The token has a key with this id already. */
    KEY_ID_TAKEN,
    /** A recipient protects the key less than its token, and nobody confirmed the fingerprint. */
    KEY_LEAVES_TOKEN,
    /** The vault has a key of this name already. */
    KEY_NAME_TAKEN,
    /** The token does not have this key. */
    KEY_NOT_FOUND,
    /** The local vault does not answer. */
    LOCAL_VAULT_DOWN,
    /** A PKCS#12 file has no MAC. */
    MAC_MISSING,
    /** The PKCS#11 module was not found, or may not be named here. */
    MODULE_MISSING,
    /** A file is PEM text where PKCS#12 is expected. */
    PEM_INSTEAD_OF_PFX,
    /** A PIN is missing, or was given in a way that is not allowed. */
    PIN_MISSING,
    /** No passphrase, or one that another holder has. */
    PASSPHRASE_UNFIT,
    /** A password can be guessed by whoever has the file that it protects. */
    PASSPHRASE_WEAK,
    /** The key cannot be the recipient of master copies. */
    RECIPIENT_KEY_UNFIT,
    /** The token has no pair that can be a recipient or a target of an import. */
    RECOVERY_PAIR_MISSING,
    /** The vault holds the key, and did not answer all checks. */
    PROOF_UNFINISHED,
    /** The KEK is of a local vault, and the key was not said to be a rehearsal's. */
    REHEARSAL_KEK,
    /** A rehearsal's vault is reached only through a relay. */
    RELAY_MISSING,
    /** A replica does not have all of its store. */
    REPLICA_BEHIND,
    /** All recipients of a copy are in the token of the key. */
    SAME_TOKEN_ONLY,
    /** A secret cannot be read from this file or descriptor. */
    SECRET_PIPE,
    /** There is no master-copy store. */
    STORE_MISSING,
    /** A command was killed while it wrote into a store. */
    STORE_UNFINISHED,
    /** The key's length is not one of a tenant key, but Key Vault accepts it. */
    TENANT_KEY_LENGTH,
    /** The server's TLS certificate chains to a root that is not one of Azure's. */
    TLS_ROOT,
    /** Several tokens fit. */
    TOKEN_AMBIGUOUS,
    /** The token does not have this mechanism, function or length. */
    TOKEN_LIMIT,
    /** There is no token in the slot. */
    TOKEN_MISSING,
    /** A key transfer blob goes to a vault that the operator must name. */
    VAULT_MISSING,
    /** The key is too short, or has a known weakness. */
    WEAK_KEY,
    /** The key cannot wrap master copies in its own token. */
    WRAPPING_KEY_UNFIT;

    /** Marks an error with this reason, and returns it. */
    public <E extends KeyTransferException> E of(E error) {
        error.reason(this);
        return error;
    }
}
