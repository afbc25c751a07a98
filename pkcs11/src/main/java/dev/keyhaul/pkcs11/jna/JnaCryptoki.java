package dev.keyhaul.pkcs11.jna;

import static dev.keyhaul.pkcs11.jna.NativeLayout.ulong;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Ckf;
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
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PKCS#11 through JNA. */
public final class JnaCryptoki implements Cryptoki {
    private static final int LABEL_LENGTH = 32;

    private final NativeModule module;
    private final boolean shared;
    private final OutputBuffers outputs;

    private JnaCryptoki(NativeModule module, boolean shared) {
        this.module = module;
        this.shared = shared;
        this.outputs = new OutputBuffers(module);
    }

    /** Loads and initialises the module; a {@link dev.keyhaul.pkcs11.binding.Backend}. */
    public static Cryptoki open(Path library) throws NoModuleException, CkrException {
        NativeModule module = NativeModule.load(library);
        return new JnaCryptoki(module, Initialization.of(module) == Initialization.BY_ANOTHER);
    }

    @Override
    public LibraryInfo getInfo() throws CkrException {
        return describe(CkFunction.C_GetInfo, NativeStructs::libraryInfo);
    }

    @Override
    public long[] getSlotList(boolean tokenPresent) throws CkrException {
        return UlongList.of(module, CkFunction.C_GetSlotList, (byte) (tokenPresent ? 1 : 0));
    }

    @Override
    public SlotDescription getSlotInfo(long slotId) throws CkrException {
        return describe(CkFunction.C_GetSlotInfo, NativeStructs::slot, ulong(slotId));
    }

    @Override
    public TokenDescription getTokenInfo(long slotId) throws CkrException {
        return describe(CkFunction.C_GetTokenInfo, NativeStructs::token, ulong(slotId));
    }

    @Override
    public long[] getMechanismList(long slotId) throws CkrException {
        return UlongList.of(module, CkFunction.C_GetMechanismList, ulong(slotId));
    }

    @Override
    public MechanismDescription getMechanismInfo(long slotId, long mechanism) throws CkrException {
        return describe(
                CkFunction.C_GetMechanismInfo,
                NativeStructs::mechanism,
                ulong(slotId),
                ulong(mechanism));
    }

    @Override
    public void initToken(long slotId, SecretBytes soPin, byte[] label) throws CkrException {
        byte[] padded = Arrays.copyOf(label, LABEL_LENGTH);
        Arrays.fill(padded, Math.min(label.length, LABEL_LENGTH), LABEL_LENGTH, (byte) ' ');
        try (NativePin pin = new NativePin(soPin)) {
            module.call(CkFunction.C_InitToken, ulong(slotId), pin.pointer(), pin.length(), padded);
        }
    }

    @Override
    public void initPin(long session, SecretBytes newPin) throws CkrException {
        try (NativePin pin = new NativePin(newPin)) {
            module.call(CkFunction.C_InitPIN, ulong(session), pin.pointer(), pin.length());
        }
    }

    @Override
    public long openSession(long slotId, long flags) throws CkrException {
        long session =
                handle(
                        CkFunction.C_OpenSession,
                        ulong(slotId),
                        ulong(flags | Ckf.SERIAL_SESSION),
                        null,
                        null);
        outputs.open(session);
        return session;
    }

    @Override
    public long sessionState(long session) throws CkrException {
        return describe(CkFunction.C_GetSessionInfo, NativeStructs::sessionState, ulong(session));
    }

    @Override
    public void closeSession(long session) throws CkrException {
        outputs.close(session);
        module.call(CkFunction.C_CloseSession, ulong(session));
    }

    @Override
    public void login(long session, long userType, @Nullable SecretBytes secret)
            throws CkrException {
        try (NativePin pin = new NativePin(secret)) {
            module.call(
                    CkFunction.C_Login,
                    ulong(session),
                    ulong(userType),
                    pin.pointer(),
                    pin.length());
        }
    }

    @Override
    public void logout(long session) throws CkrException {
        module.call(CkFunction.C_Logout, ulong(session));
    }

    @Override
    public long createObject(long session, Template template) throws CkrException {
        return made(CkFunction.C_CreateObject, template, ulong(session));
    }

    @Override
    public long copyObject(long session, long object, Template changes) throws CkrException {
        return made(CkFunction.C_CopyObject, changes, ulong(session), ulong(object));
    }

    @Override
    public void destroyObject(long session, long object) throws CkrException {
        module.call(CkFunction.C_DestroyObject, ulong(session), ulong(object));
    }

    @Override
    public AttributeValues getAttributeValue(long session, long object, long... types)
            throws CkrException {
        return new AttributeReader(module, session, object).read(types);
    }

    @Override
    public boolean tellsLength(long session, long object, long... types) throws CkrException {
        return new AttributeReader(module, session, object).tellsLength(types);
    }

    @Override
    public void setAttributeValue(long session, long object, Template changes) throws CkrException {
        try (NativeTemplate attributes = new NativeTemplate(changes)) {
            module.call(
                    CkFunction.C_SetAttributeValue,
                    ulong(session),
                    ulong(object),
                    attributes.pointer(),
                    attributes.count());
        }
    }

    @Override
    public List<Long> findObjects(long session, Template template) throws CkrException {
        try (NativeTemplate attributes = new NativeTemplate(template)) {
            module.call(
                    CkFunction.C_FindObjectsInit,
                    ulong(session),
                    attributes.pointer(),
                    attributes.count());
        }
        return UlongList.ofObjects(module, session);
    }

    @Override
    public byte[] encrypt(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        begin(CkFunction.C_EncryptInit, session, mechanism, key);
        return outputs.call(CkFunction.C_Encrypt, session, data, ulong(data.length));
    }

    @Override
    public byte[] decrypt(long session, Mechanism mechanism, long key, byte[] ciphertext)
            throws CkrException {
        begin(CkFunction.C_DecryptInit, session, mechanism, key);
        return outputs.call(CkFunction.C_Decrypt, session, ciphertext, ulong(ciphertext.length));
    }

    @Override
    public byte[] sign(long session, Mechanism mechanism, long key, byte[] data)
            throws CkrException {
        begin(CkFunction.C_SignInit, session, mechanism, key);
        return outputs.call(CkFunction.C_Sign, session, data, ulong(data.length));
    }

    @Override
    public long generateKey(long session, Mechanism mechanism, Template template)
            throws CkrException {
        try (NativeMechanism how = new NativeMechanism(mechanism)) {
            return made(CkFunction.C_GenerateKey, template, ulong(session), how.pointer());
        }
    }

    @Override
    public KeyPairHandles generateKeyPair(
            long session, Mechanism mechanism, Template publicKey, Template privateKey)
            throws CkrException {
        try (NativeMechanism how = new NativeMechanism(mechanism);
                NativeTemplate ofPublic = new NativeTemplate(publicKey);
                NativeTemplate ofPrivate = new NativeTemplate(privateKey);
                Memory handles = NativeLayout.allocate(2L * NativeLayout.ULONG)) {
            module.call(
                    CkFunction.C_GenerateKeyPair,
                    ulong(session),
                    how.pointer(),
                    ofPublic.pointer(),
                    ofPublic.count(),
                    ofPrivate.pointer(),
                    ofPrivate.count(),
                    handles,
                    handles.share(NativeLayout.ULONG));
            return new KeyPairHandles(
                    NativeLayout.readUlong(handles, 0),
                    NativeLayout.readUlong(handles, NativeLayout.ULONG));
        }
    }

    @Override
    public byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key)
            throws CkrException {
        try (NativeMechanism how = new NativeMechanism(mechanism)) {
            return outputs.call(
                    CkFunction.C_WrapKey, session, how.pointer(), ulong(wrappingKey), ulong(key));
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
        try (NativeMechanism how = new NativeMechanism(mechanism)) {
            return made(
                    CkFunction.C_UnwrapKey,
                    template,
                    ulong(session),
                    how.pointer(),
                    ulong(unwrappingKey),
                    wrapped,
                    ulong(wrapped.length));
        }
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public void finish() throws CkrException {
        if (!shared) {
            module.call(CkFunction.C_Finalize, (Object) null);
        }
    }

    private void begin(CkFunction function, long session, Mechanism mechanism, long key)
            throws CkrException {
        try (NativeMechanism how = new NativeMechanism(mechanism)) {
            module.call(function, ulong(session), how.pointer(), ulong(key));
        }
    }

    /** Calls what makes an object of a template, which stands behind the other arguments. */
    private long made(CkFunction function, Template template, Object... arguments)
            throws CkrException {
        try (NativeTemplate attributes = new NativeTemplate(template)) {
            return handle(
                    function,
                    Stream.concat(
                                    Stream.of(arguments),
                                    Stream.of(attributes.pointer(), attributes.count()))
                            .toArray());
        }
    }

    /** Calls a function whose last argument receives a handle. */
    private long handle(CkFunction function, @Nullable Object... arguments) throws CkrException {
        try (Memory handle = NativeLayout.allocate(NativeLayout.ULONG)) {
            @Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = handle;
            module.call(function, all);
            return NativeLayout.readUlong(handle, 0);
        }
    }

    /** Calls a function whose last argument receives a structure. */
    private <T> T describe(CkFunction function, Function<Pointer, T> reader, Object... arguments)
            throws CkrException {
        try (Memory structure = NativeLayout.allocate(NativeStructs.MAX_SIZE)) {
            Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = structure;
            module.call(function, all);
            return reader.apply(structure);
        }
    }
}
