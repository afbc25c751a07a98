package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A loaded PKCS#11 module: the way to its tokens.
 *
 * <p>Thread-safe. Closing it finalises the module, unless the application had initialised it
 * before; close its tokens first. A call that hangs in the module's native code cannot be timed
 * out.
 */
public final class Pkcs11Module implements AutoCloseable {
    private final LibraryFile file;
    private final Cryptoki cryptoki;

    private Pkcs11Module(LibraryFile file, Cryptoki cryptoki) {
        this.file = file;
        this.cryptoki = cryptoki;
    }

    /**
     * Loads a module and initialises it.
     *
     * @throws TokenException when the file is missing, is no PKCS#11 module or does not initialise
     */
    public static Pkcs11Module load(Path library) throws TokenException {
        return load(library, JnaCryptoki::open);
    }

    /** The same through another backend than JNA. */
    public static Pkcs11Module load(Path library, Backend backend) throws TokenException {
        LibraryFile file = LibraryFile.of(library);
        try {
            return new Pkcs11Module(file, backend.open(file.path()));
        } catch (NoModuleException e) {
            throw new TokenException(
                    file.path() + " is not a PKCS#11 module: " + e.getMessage(),
                    "give the path of the library that your HSM's vendor calls its PKCS#11 module",
                    e);
        } catch (CkrException e) {
            throw TokenException.of(e, "initialising " + file.path());
        }
    }

    /** Returns the absolute path. */
    public Path path() {
        return file.path();
    }

    /** Returns the SHA-256 of the file in hex, read before it was loaded. */
    public String sha256() {
        return file.sha256();
    }

    /** Tells whether the application had initialised the module before; then it finalises it. */
    public boolean isShared() {
        return cryptoki.shared();
    }

    /** Returns what the module says of itself. */
    public LibraryInfo info() throws TokenException {
        try {
            return cryptoki.getInfo();
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /** Returns the tokens in all slots that answer, those that are not initialised too. */
    public List<TokenInfo> tokens() throws TokenException {
        try {
            List<TokenInfo> tokens = new ArrayList<>();
            for (long slotId : cryptoki.getSlotList(true)) {
                addIfItAnswers(tokens, slotId);
            }
            return tokens;
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /** SoftHSM keeps the slot of a token whose directory is gone, and answers 0x5 for it. */
    private void addIfItAnswers(List<TokenInfo> tokens, long slotId) {
        try {
            tokens.add(describe(slotId));
        } catch (CkrException e) {
            // Another token's failure is not the failure of the one that is looked for.
        }
    }

    private TokenInfo describe(long slotId) throws CkrException {
        return new TokenInfo(slotId, cryptoki.getSlotInfo(slotId), cryptoki.getTokenInfo(slotId));
    }

    /**
     * Returns the one initialised token that is meant.
     *
     * @throws TokenException when there is none, or more than one
     */
    public TokenInfo find(TokenSelector selector) throws TokenException {
        List<TokenInfo> initialized = tokens().stream().filter(TokenInfo::isInitialized).toList();
        List<TokenInfo> found = initialized.stream().filter(selector::matches).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new TokenException(
                    "no " + selector + " in " + file.path(),
                    initialized.isEmpty()
                            ? "no token there is initialised; for SoftHSM check that SOFTHSM2_CONF names"
                                    + " the configuration of yours"
                            : "there are: " + names(initialized));
        }
        throw new TokenException(
                found.size() + " tokens match " + selector, "select by serial: " + names(found));
    }

    private static String names(List<TokenInfo> tokens) {
        return tokens.stream()
                .map(token -> "'" + token.label() + "' serial " + token.serial())
                .collect(Collectors.joining("; "));
    }

    /** Returns the mechanisms that a token lists, in its order. */
    public List<TokenMechanism> mechanisms(TokenInfo token) throws TokenException {
        try {
            List<TokenMechanism> mechanisms = new ArrayList<>();
            for (long type : cryptoki.getMechanismList(token.slotId())) {
                mechanisms.add(
                        new TokenMechanism(type, cryptoki.getMechanismInfo(token.slotId(), type)));
            }
            return mechanisms;
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /**
     * Logs in and opens the token; the caller keeps the PIN.
     *
     * <p>A login is the whole process's: when this process is logged in already, the token is
     * opened and the PIN is not looked at.
     *
     * @throws dev.keyhaul.core.WrongSecretException when the PIN is wrong or locked
     */
    public Token login(TokenInfo token, Passphrase pin) throws KeyTransferException {
        return TokenLogin.with(this, token, pin);
    }

    /** Logs in with the PIN entered at the token itself (a protected authentication path). */
    public Token loginAtToken(TokenInfo token) throws KeyTransferException {
        return TokenLogin.with(this, token, null);
    }

    /** Opens a token without a login: one that needs none, or for its public objects alone. */
    public Token openWithoutLogin(TokenInfo token) throws TokenException {
        return TokenLogin.without(this, token);
    }

    /**
     * Initialises a free slot: a token of that label with both PINs. Never one that is initialised.
     *
     * @throws TokenException when no slot is free, or the label is there already
     */
    public TokenInfo initialize(String label, Passphrase soPin, Passphrase userPin)
            throws TokenException {
        return new TokenInitialization(this, cryptoki).initialize(label, soPin, userPin);
    }

    Cryptoki cryptoki() {
        return cryptoki;
    }

    /** Asks a slot again, for its flags now. */
    TokenInfo refreshed(TokenInfo token) throws TokenException {
        try {
            return describe(token.slotId());
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /** Finalises the module, unless it is {@link #isShared()}. */
    @Override
    public void close() throws TokenException {
        try {
            cryptoki.close();
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }
}
