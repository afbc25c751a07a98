package dev.keyhaul.pkcs11.session;

import static dev.keyhaul.pkcs11.session.CallGate.NO_SESSION;

import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import dev.keyhaul.pkcs11.binding.SlotDescription;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module whose calls all pass a gate. Where a method calls several functions, as C_SignInit and
 * C_Sign, it passes once, under the name of the one that does the work.
 */
final class GatedCryptoki implements Cryptoki {
    private final Cryptoki module;
    private final CallGate gate;

    GatedCryptoki(Cryptoki module, CallGate gate) {
        this.module = module;
        this.gate = gate;
    }

    @Override
    public LibraryInfo getInfo() throws CkrException {
        return gate.pass("C_GetInfo", NO_SESSION, () -> module.getInfo());
    }

    @Override
    public long[] getSlotList(boolean tokenPresent) throws CkrException {
        return gate.pass("C_GetSlotList", NO_SESSION, () -> module.getSlotList(tokenPresent));
    }

    @Override
    public SlotDescription getSlotInfo(long slotId) throws CkrException {
        return gate.pass("C_GetSlotInfo", NO_SESSION, () -> module.getSlotInfo(slotId));
    }

    @Override
    public TokenDescription getTokenInfo(long slotId) throws CkrException {
        return gate.pass("C_GetTokenInfo", NO_SESSION, () -> module.getTokenInfo(slotId));
    }

    @Override
    public long[] getMechanismList(long slotId) throws CkrException {
        return gate.pass("C_GetMechanismList", NO_SESSION, () -> module.getMechanismList(slotId));
    }

    @Override
    public MechanismDescription getMechanismInfo(long slotId, long mechanism) throws CkrException {
        return gate.pass(
                "C_GetMechanismInfo", NO_SESSION, () -> module.getMechanismInfo(slotId, mechanism));
    }

    @Override
    public void initToken(long slotId, SecretBytes soPin, byte[] label) throws CkrException {
        run("C_InitToken", NO_SESSION, () -> module.initToken(slotId, soPin, label));
    }

    @Override
    public void initPin(long session, SecretBytes pin) throws CkrException {
        run("C_InitPIN", session, () -> module.initPin(session, pin));
    }

    @Override
    public long openSession(long slotId, long flags) throws CkrException {
        return gate.pass("C_OpenSession", NO_SESSION, () -> module.openSession(slotId, flags));
    }

    @Override
    public void closeSession(long session) throws CkrException {
        run("C_CloseSession", session, () -> module.closeSession(session));
    }

    @Override
    public long sessionState(long session) throws CkrException {
        return gate.pass("C_GetSessionInfo", session, () -> module.sessionState(session));
    }

    @Override
    public void login(long session, long userType, @Nullable SecretBytes pin) throws CkrException {
        run("C_Login", session, () -> module.login(session, userType, pin));
    }

    @Override
    public void logout(long session) throws CkrException {
        run("C_Logout", session, () -> module.logout(session));
    }

    @Override
    public long createObject(long session, Template template) throws CkrException {
        return gate.pass("C_CreateObject", session, () -> module.createObject(session, template));
    }

    @Override
    public long copyObject(long session, long object, Template changes) throws CkrException {
        return gate.pass(
                "C_CopyObject", session, () -> module.copyObject(session, object, changes));
    }

    @Override
    public void destroyObject(long session, long object) throws CkrException {
        run("C_DestroyObject", session, () -> module.destroyObject(session, object));
    }

    @Override
    public AttributeValues getAttributeValue(long session, long object, long... types)
            throws CkrException {
        return gate.pass(
                "C_GetAttributeValue",
                session,
                () -> module.getAttributeValue(session, object, types));
    }

    @Override
    public boolean tellsLength(long session, long object, long... types) throws CkrException {
        return gate.pass(
                "C_GetAttributeValue", session, () -> module.tellsLength(session, object, types));
    }

    @Override
    public void setAttributeValue(long session, long object, Template changes) throws CkrException {
        run(
                "C_SetAttributeValue",
                session,
                () -> module.setAttributeValue(session, object, changes));
    }

    @Override
    public List<Long> findObjects(long session, Template template) throws CkrException {
        return gate.pass("C_FindObjects", session, () -> module.findObjects(session, template));
    }

    @Override
    public byte[] encrypt(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        return gate.pass("C_Encrypt", session, () -> module.encrypt(session, mechanism, key, data));
    }

    @Override
    public byte[] decrypt(long session, Mechanism mechanism, long key, byte[] ciphertext)
            throws CkrException {
        return gate.pass(
                "C_Decrypt", session, () -> module.decrypt(session, mechanism, key, ciphertext));
    }

    @Override
    public byte[] sign(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        return gate.pass("C_Sign", session, () -> module.sign(session, mechanism, key, data));
    }

    @Override
    public long generateKey(long session, Mechanism mechanism, Template template)
            throws CkrException {
        return gate.pass(
                "C_GenerateKey", session, () -> module.generateKey(session, mechanism, template));
    }

    @Override
    public KeyPairHandles generateKeyPair(
            long session, Mechanism mechanism, Template publicKey, Template privateKey)
            throws CkrException {
        return gate.pass(
                "C_GenerateKeyPair",
                session,
                () -> module.generateKeyPair(session, mechanism, publicKey, privateKey));
    }

    @Override
    public byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key)
            throws CkrException {
        return gate.pass(
                "C_WrapKey", session, () -> module.wrapKey(session, mechanism, wrappingKey, key));
    }

    @Override
    public long unwrapKey(
            long session,
            Mechanism mechanism,
            long unwrappingKey,
            byte[] wrapped,
            Template template)
            throws CkrException {
        return gate.pass(
                "C_UnwrapKey",
                session,
                () -> module.unwrapKey(session, mechanism, unwrappingKey, wrapped, template));
    }

    @Override
    public boolean shared() {
        return module.shared();
    }

    @Override
    public void finish() throws CkrException {
        run("C_Finalize", NO_SESSION, module::finish);
    }

    private void run(String function, long session, Step step) throws CkrException {
        gate.pass(
                function,
                session,
                () -> {
                    step.run();
                    return true;
                });
    }

    /** A function that answers nothing. */
    @FunctionalInterface
    private interface Step {
        void run() throws CkrException;
    }
}
