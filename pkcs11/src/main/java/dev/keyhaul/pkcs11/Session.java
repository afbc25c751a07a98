package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session that is given back when it is closed. One thread at a time.
 *
 * <p>After an error it is closed for good instead of given back: an operation may still be active
 * in it, and what it made goes with it. When the error says that the login is lost, the pool drops
 * its other sessions too.
 */
final class Session implements AutoCloseable {
    private final Cryptoki cryptoki;
    private final long handle;
    private final SessionPool pool;
    private final int login;
    private final List<Long> undestroyed = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean failed;

    Session(Cryptoki cryptoki, long handle, SessionPool pool, int login) {
        this.cryptoki = cryptoki;
        this.handle = handle;
        this.pool = pool;
        this.login = login;
    }

    long handle() {
        return handle;
    }

    /** Tells under which of the token's logins it was opened: handles of objects are of one. */
    int login() {
        return login;
    }

    /** Returns a key's handle under this login; after another one it is looked for again. */
    long handleOf(KeyInfo key) throws TokenException {
        return key.login() == login ? key.handle() : new KeyObjects(this).findAgain(key).handle();
    }

    List<Long> find(Template template) throws TokenException {
        return call(() -> cryptoki.findObjects(handle, template));
    }

    AttributeValues read(long object, long... types) throws TokenException {
        return call(() -> cryptoki.getAttributeValue(handle, object, types));
    }

    void set(long object, Template changes) throws TokenException {
        run(() -> cryptoki.setAttributeValue(handle, object, changes));
    }

    long create(Template template) throws TokenException {
        return call(() -> cryptoki.createObject(handle, template));
    }

    void destroy(long object) throws TokenException {
        try {
            run(() -> cryptoki.destroyObject(handle, object));
        } catch (TokenException e) {
            undestroyed.add(object);
            throw e;
        }
    }

    /** Destroys what was made before {@code reason} came up; what stays is noted there. */
    void destroyAfter(Exception reason, Iterable<Long> objects) {
        for (long object : objects) {
            try {
                destroy(object);
            } catch (TokenException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }

    long generateKey(Mechanism mechanism, Template template) throws TokenException {
        return call(() -> cryptoki.generateKey(handle, mechanism, template));
    }

    Cryptoki.KeyPairHandles generateKeyPair(
            Mechanism mechanism, Template publicKey, Template privateKey) throws TokenException {
        return call(() -> cryptoki.generateKeyPair(handle, mechanism, publicKey, privateKey));
    }

    byte[] wrap(Mechanism mechanism, long wrappingKey, long key) throws TokenException {
        return call(() -> cryptoki.wrapKey(handle, mechanism, wrappingKey, key));
    }

    long unwrap(Mechanism mechanism, long unwrappingKey, byte[] wrapped, Template template)
            throws TokenException {
        return call(() -> cryptoki.unwrapKey(handle, mechanism, unwrappingKey, wrapped, template));
    }

    byte[] sign(Mechanism mechanism, long key, byte[] data) throws TokenException {
        return call(() -> cryptoki.sign(handle, mechanism, key, data));
    }

    /** The caller wipes the answer. */
    byte[] decrypt(Mechanism mechanism, long key, byte[] ciphertext) throws TokenException {
        return call(() -> cryptoki.decrypt(handle, mechanism, key, ciphertext));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (failed) {
            pool.discard(handle, undestroyed);
        } else {
            pool.giveBack(handle, login);
        }
    }

    private <T> T call(Call<T> call) throws TokenException {
        try {
            return call.run();
        } catch (CkrException e) {
            failed = true;
            pool.dropIfLost(login, e.code());
            throw TokenException.of(e);
        } catch (RuntimeException | Error e) {
            // It is not known how far the call came.
            failed = true;
            throw e;
        }
    }

    private void run(Action action) throws TokenException {
        call(
                () -> {
                    action.run();
                    return true;
                });
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws CkrException;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws CkrException;
    }
}
