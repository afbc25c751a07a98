package dev.keyhaul.pkcs11.iaik;

import static dev.keyhaul.pkcs11.iaik.WrapperValues.attributes;
import static dev.keyhaul.pkcs11.iaik.WrapperValues.mechanism;

import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.binding.SlotDescription;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PKCS#11 through the IAIK wrapper. */
final class IaikCryptoki implements Cryptoki {
    private static final int LABEL_LENGTH = 32;

    /** How many objects are asked for at once. */
    private static final int BATCH = 256;

    /** What a module may list before it is not believed. */
    private static final int MAX_OBJECTS = 1 << 20;

    private final WrapperModule module;

    private IaikCryptoki(WrapperModule module) {
        this.module = module;
    }

    static Cryptoki open(Path library) throws NoModuleException, CkrException {
        return new IaikCryptoki(WrapperModule.open(library));
    }

    @Override
    public LibraryInfo getInfo() throws CkrException {
        return WrapperDescriptions.library(module.call("C_GetInfo", p11 -> p11.C_GetInfo()));
    }

    @Override
    public long[] getSlotList(boolean tokenPresent) throws CkrException {
        return module.call("C_GetSlotList", p11 -> p11.C_GetSlotList(tokenPresent));
    }

    @Override
    public SlotDescription getSlotInfo(long slotId) throws CkrException {
        return WrapperDescriptions.slot(
                module.call("C_GetSlotInfo", p11 -> p11.C_GetSlotInfo(slotId)));
    }

    @Override
    public TokenDescription getTokenInfo(long slotId) throws CkrException {
        return WrapperDescriptions.token(
                module.call("C_GetTokenInfo", p11 -> p11.C_GetTokenInfo(slotId)));
    }

    @Override
    public long[] getMechanismList(long slotId) throws CkrException {
        return module.call("C_GetMechanismList", p11 -> p11.C_GetMechanismList(slotId));
    }

    @Override
    public MechanismDescription getMechanismInfo(long slotId, long mechanism) throws CkrException {
        return WrapperDescriptions.mechanism(
                module.call(
                        "C_GetMechanismInfo", p11 -> p11.C_GetMechanismInfo(slotId, mechanism)));
    }

    @Override
    public void initToken(long slotId, SecretBytes soPin, byte[] label) throws CkrException {
        byte[] padded = Arrays.copyOf(label, LABEL_LENGTH);
        Arrays.fill(padded, Math.min(label.length, LABEL_LENGTH), LABEL_LENGTH, (byte) ' ');
        try (PinChars pin = new PinChars(soPin)) {
            module.run(
                    "C_InitToken",
                    p11 -> p11.C_InitToken(slotId, pin.chars(), PinChars.widened(padded), false));
        }
    }

    @Override
    public void initPin(long session, SecretBytes newPin) throws CkrException {
        try (PinChars pin = new PinChars(newPin)) {
            module.run("C_InitPIN", p11 -> p11.C_InitPIN(session, pin.chars(), false));
        }
    }

    @Override
    public long openSession(long slotId, long flags) throws CkrException {
        return module.call(
                "C_OpenSession",
                p11 -> p11.C_OpenSession(slotId, flags | Ckf.SERIAL_SESSION, null, null));
    }

    @Override
    public long sessionState(long session) throws CkrException {
        return module.call("C_GetSessionInfo", p11 -> p11.C_GetSessionInfo(session)).state;
    }

    @Override
    public void closeSession(long session) throws CkrException {
        module.run("C_CloseSession", p11 -> p11.C_CloseSession(session));
    }

    @Override
    public void login(long session, long userType, @Nullable SecretBytes secret)
            throws CkrException {
        try (PinChars pin = new PinChars(secret)) {
            module.run("C_Login", p11 -> p11.C_Login(session, userType, pin.chars(), false));
        }
    }

    @Override
    public void logout(long session) throws CkrException {
        module.run("C_Logout", p11 -> p11.C_Logout(session));
    }

    @Override
    public long createObject(long session, Template template) throws CkrException {
        return module.call(
                "C_CreateObject", p11 -> p11.C_CreateObject(session, attributes(template), false));
    }

    @Override
    public long copyObject(long session, long object, Template changes) throws CkrException {
        return module.call(
                "C_CopyObject",
                p11 -> p11.C_CopyObject(session, object, attributes(changes), false));
    }

    @Override
    public void destroyObject(long session, long object) throws CkrException {
        module.run("C_DestroyObject", p11 -> p11.C_DestroyObject(session, object));
    }

    @Override
    public AttributeValues getAttributeValue(long session, long object, long... types)
            throws CkrException {
        return new WrapperAttributes(module, session, object).read(types);
    }

    /** Not supported: the wrapper reads the values of what it asks the lengths of. */
    @Override
    public boolean tellsLength(long session, long object, long... types) throws CkrException {
        throw new CkrException("C_GetAttributeValue", Ckr.FUNCTION_NOT_SUPPORTED);
    }

    @Override
    public void setAttributeValue(long session, long object, Template changes) throws CkrException {
        module.run(
                "C_SetAttributeValue",
                p11 -> p11.C_SetAttributeValue(session, object, attributes(changes), false));
    }

    @Override
    public List<Long> findObjects(long session, Template template) throws CkrException {
        module.run(
                "C_FindObjectsInit",
                p11 -> p11.C_FindObjectsInit(session, attributes(template), false));
        try {
            Set<Long> found = new LinkedHashSet<>();
            long[] batch;
            do {
                batch = module.call("C_FindObjects", p11 -> p11.C_FindObjects(session, BATCH));
                boolean isNew = batch.length == 0;
                for (long object : batch) {
                    isNew |= found.add(object);
                }
                if (!isNew || found.size() > MAX_OBJECTS) {
                    throw CkrException.violation(
                            "C_FindObjects",
                            "does not end: it gave " + found.size() + " objects and more");
                }
            } while (batch.length > 0);
            return List.copyOf(found);
        } finally {
            module.run("C_FindObjectsFinal", p11 -> p11.C_FindObjectsFinal(session));
        }
    }

    @Override
    public byte[] encrypt(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        module.run(
                "C_EncryptInit",
                p11 -> p11.C_EncryptInit(session, mechanism(mechanism), key, false));
        return module.call("C_Encrypt", p11 -> p11.C_Encrypt(session, data));
    }

    @Override
    public byte[] decrypt(long session, Mechanism mechanism, long key, byte[] ciphertext)
            throws CkrException {
        module.run(
                "C_DecryptInit",
                p11 -> p11.C_DecryptInit(session, mechanism(mechanism), key, false));
        return module.call("C_Decrypt", p11 -> p11.C_Decrypt(session, ciphertext));
    }

    @Override
    public byte[] sign(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        module.run("C_SignInit", p11 -> p11.C_SignInit(session, mechanism(mechanism), key, false));
        return module.call("C_Sign", p11 -> p11.C_Sign(session, data));
    }

    @Override
    public long generateKey(long session, Mechanism mechanism, Template template)
            throws CkrException {
        return module.call(
                "C_GenerateKey",
                p11 ->
                        p11.C_GenerateKey(
                                session, mechanism(mechanism), attributes(template), false));
    }

    @Override
    public KeyPairHandles generateKeyPair(
            long session, Mechanism mechanism, Template publicKey, Template privateKey)
            throws CkrException {
        long[] handles =
                module.call(
                        "C_GenerateKeyPair",
                        p11 ->
                                p11.C_GenerateKeyPair(
                                        session,
                                        mechanism(mechanism),
                                        attributes(publicKey),
                                        attributes(privateKey),
                                        false));
        return new KeyPairHandles(handles[0], handles[1]);
    }

    @Override
    public byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key)
            throws CkrException {
        try (WrapperMechanism laidOut = new WrapperMechanism(mechanism)) {
            return module.call(
                    "C_WrapKey",
                    p11 -> p11.C_WrapKey(session, laidOut.get(), wrappingKey, key, false));
        }
    }

    @Override
    public long unwrapKey(
            long session,
            Mechanism mechanism,
            long unwrappingKey,
            byte[] wrapped,
            Template template)
            throws CkrException {
        try (WrapperMechanism laidOut = new WrapperMechanism(mechanism)) {
            return module.call(
                    "C_UnwrapKey",
                    p11 ->
                            p11.C_UnwrapKey(
                                    session,
                                    laidOut.get(),
                                    unwrappingKey,
                                    wrapped,
                                    attributes(template),
                                    false));
        }
    }

    @Override
    public boolean shared() {
        return module.shared();
    }

    @Override
    public void finish() throws CkrException {
        module.finish();
    }
}
