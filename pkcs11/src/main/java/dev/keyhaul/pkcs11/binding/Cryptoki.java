package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An initialised PKCS#11 module: each method is the C function of its name (PKCS#11 v3.0 §5).
 *
 * <p>Thread-safe as the module is; one session serves one thread at a time. Every method throws
 * {@link CkrException} for any return value but CKR_OK. Handles and codes are unsigned {@code
 * long}.
 *
 * @since 0.1.0
 */
public interface Cryptoki {
    /** C_GetInfo. */
    LibraryInfo getInfo() throws CkrException;

    /**
     * C_GetSlotList, with its size query first: a slot that appeared since the last query shows
     * only after it.
     */
    long[] getSlotList(boolean tokenPresent) throws CkrException;

    /** C_GetSlotInfo. */
    SlotDescription getSlotInfo(long slotId) throws CkrException;

    /** C_GetTokenInfo. */
    TokenDescription getTokenInfo(long slotId) throws CkrException;

    /** C_GetMechanismList. */
    long[] getMechanismList(long slotId) throws CkrException;

    /** C_GetMechanismInfo. */
    MechanismDescription getMechanismInfo(long slotId, long mechanism) throws CkrException;

    /** C_InitToken; the label is padded to 32 bytes. */
    void initToken(long slotId, SecretBytes soPin, byte[] label) throws CkrException;

    /** C_InitPIN. */
    void initPin(long session, SecretBytes pin) throws CkrException;

    /** C_OpenSession; CKF_SERIAL_SESSION is added. */
    long openSession(long slotId, long flags) throws CkrException;

    /** C_CloseSession. */
    void closeSession(long session) throws CkrException;

    /** C_GetSessionInfo: the session's state, a CKS_ number. */
    long sessionState(long session) throws CkrException;

    /** C_Login; null asks a token with a protected authentication path to read its own PIN. */
    void login(long session, long userType, @Nullable SecretBytes pin) throws CkrException;

    /** C_Logout, for every session of the process with this token. */
    void logout(long session) throws CkrException;

    /** C_CreateObject. */
    long createObject(long session, Template template) throws CkrException;

    /** C_CopyObject. */
    long copyObject(long session, long object, Template changes) throws CkrException;

    /** C_DestroyObject. */
    void destroyObject(long session, long object) throws CkrException;

    /**
     * C_GetAttributeValue. An attribute that the object does not have or that is sensitive is
     * absent in the answer; both are no error.
     */
    AttributeValues getAttributeValue(long session, long object, long... types) throws CkrException;

    /**
     * C_GetAttributeValue with no room for values: asks how long they are, and can bring none here.
     *
     * @return whether the module tells a length above zero for any; an attribute that the object
     *     does not have, or that is sensitive, has none
     */
    boolean tellsLength(long session, long object, long... types) throws CkrException;

    /** C_SetAttributeValue. */
    void setAttributeValue(long session, long object, Template changes) throws CkrException;

    /** C_FindObjectsInit, C_FindObjects until none is left, and C_FindObjectsFinal. */
    List<Long> findObjects(long session, Template template) throws CkrException;

    /** C_EncryptInit and C_Encrypt. */
    byte[] encrypt(long session, Mechanism mechanism, long key, byte[] data) throws CkrException;

    /** C_DecryptInit and C_Decrypt; the caller wipes the answer. */
    byte[] decrypt(long session, Mechanism mechanism, long key, byte[] ciphertext)
            throws CkrException;

    /** C_SignInit and C_Sign. */
    byte[] sign(long session, Mechanism mechanism, long key, byte[] data) throws CkrException;

    /** C_GenerateKey. */
    long generateKey(long session, Mechanism mechanism, Template template) throws CkrException;

    /** C_GenerateKeyPair. */
    KeyPairHandles generateKeyPair(
            long session, Mechanism mechanism, Template publicKey, Template privateKey)
            throws CkrException;

    /** C_WrapKey. */
    byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key)
            throws CkrException;

    /** C_UnwrapKey; makes no public object. */
    long unwrapKey(
            long session,
            Mechanism mechanism,
            long unwrappingKey,
            byte[] wrapped,
            Template template)
            throws CkrException;

    /** Whether somebody else in this process had initialised the module before. */
    boolean shared();

    /** C_Finalize, unless the module is {@link #shared()}: then that is left to its owner. */
    void finish() throws CkrException;

    /**
     * The handles of a new pair.
     *
     * @param publicKey the public key object
     * @param privateKey the private key object
     */
    record KeyPairHandles(long publicKey, long privateKey) {}
}
