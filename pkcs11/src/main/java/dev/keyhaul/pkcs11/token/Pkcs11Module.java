package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.session.LibraryFile;
import dev.keyhaul.pkcs11.session.ModuleUse;
import dev.keyhaul.pkcs11.session.Slot;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TokenLogin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A loaded PKCS#11 module, the library of an HSM: the way to its tokens and their keys.
 *
 * <pre>{@code
 * try (Pkcs11Module module = Pkcs11Module.load(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
 *         Passphrase pin = Passphrase.read(pinFile);
 *         Token token = module.login(module.find(TokenSelector.label("hsm")), pin);
 *         TokenKey key = token.rsaKey(KeySelector.label("tenant"))) {
 *     KeyTransferBlob blob = BlobWrapper.under(kek).build().wrap(key);
 * }
 * }</pre>
 *
 * <p>Thread-safe. A library may be loaded several times: closing the last one finalises it, unless
 * the application had initialised it before. A call that hangs in the module's native code cannot
 * be timed out: {@link SessionPolicy} says how long others wait for its session, and how long a
 * close waits for it. A module that has lost its own way to its tokens, as p11-kit's client does
 * when its server ends, answers CKR_DEVICE_ERROR or CKR_DEVICE_REMOVED until it is closed and
 * loaded again.
 *
 * @since 0.1.0
 */
public final class Pkcs11Module implements AutoCloseable {
    private static final String SOFTHSM_UNREADABLE =
            "check that SOFTHSM2_CONF is the path of a configuration that you can read, and that its token"
                    + " directory exists";
    private static final String SOFTHSM_EMPTY =
            "; check that SOFTHSM2_CONF is the path of your configuration";

    private final LibraryFile file;
    private final ModuleUse use;
    private final Cryptoki cryptoki;
    private final Notifier notifier;

    private Pkcs11Module(LibraryFile file, ModuleUse use, Notifier notifier) {
        this.file = file;
        this.notifier = notifier;
        this.use = use;
        this.cryptoki = use.cryptoki();
    }

    /**
     * Loads a module and initialises it, through JNA: JDK 24 and later wants {@code
     * --enable-native-access=ALL-UNNAMED} for that, or {@code --enable-native-access=com.sun.jna}
     * if JNA is a Java module.
     *
     * @param library the shared library of the HSM's maker
     * @return the module; the caller closes it
     * @throws TokenException if the file is missing, is no PKCS#11 module or does not initialise,
     *     or this JVM does not let JNA call native code; the message then has the option to add
     */
    public static Pkcs11Module load(Path library) throws TokenException {
        return load(library, JnaCryptoki::open);
    }

    /**
     * Loads a module, and tells a listener of its calls, logins and waits for sessions, from
     * C_Initialize on.
     *
     * @param library the shared library of the HSM's maker
     * @param listener may not use the module and its tokens from within
     * @return the module; the caller closes it
     * @throws TokenException as for {@link #load(Path)}
     */
    public static Pkcs11Module load(Path library, OperationListener listener)
            throws TokenException {
        return load(library, JnaCryptoki::open, listener);
    }

    /**
     * The same through another backend than JNA.
     *
     * @param library the shared library of the HSM's maker
     * @param backend what calls the library
     * @return the module; the caller closes it
     * @throws TokenException as {@link #load(Path)} does
     */
    public static Pkcs11Module load(Path library, Backend backend) throws TokenException {
        Arguments.notNull("backend", backend);
        return load(library, backend, Notifier.OFF);
    }

    /**
     * The same through another backend than JNA, and with a listener.
     *
     * @param library the shared library of the HSM's maker
     * @param backend what calls the library
     * @param listener may not use the module and its tokens from within
     * @return the module; the caller closes it
     * @throws TokenException as {@link #load(Path)} does
     */
    public static Pkcs11Module load(Path library, Backend backend, OperationListener listener)
            throws TokenException {
        Arguments.notNull("backend", backend);
        return load(library, backend, Notifier.to(listener));
    }

    private static Pkcs11Module load(Path library, Backend backend, Notifier notifier)
            throws TokenException {
        LibraryFile file = LibraryFile.of(library);
        try {
            return new Pkcs11Module(file, ModuleUse.open(file.path(), backend, notifier), notifier);
        } catch (NoModuleException e) {
            if (e.hint().isPresent()) {
                throw new TokenException(
                        Reason.MODULE_UNUSABLE, String.valueOf(e.getMessage()), e.hint().get(), e);
            }
            throw new TokenException(
                    Reason.MODULE_UNUSABLE,
                    file.path() + " is not a PKCS#11 module: " + e.getMessage(),
                    "give the path of the PKCS#11 module, which your HSM's vendor supplies",
                    e);
        } catch (CkrException e) {
            String what = "initialising " + file.path();
            throw Ckr.GENERAL_ERROR.is(e.code()) && file.isSoftHsm()
                    ? TokenFailure.of(e, what, SOFTHSM_UNREADABLE)
                    : TokenFailure.of(e, what);
        }
    }

    /** {@return the absolute path} */
    public Path path() {
        return file.path();
    }

    /** {@return the SHA-256 of the file in hex, read before it was loaded} */
    public String sha256() {
        return file.sha256();
    }

    /**
     * {@return whether the module was initialised before: by another {@code Pkcs11Module}, of which
     * the last that is closed finalises it, or by the application, which then does that itself}
     */
    public boolean isShared() {
        return cryptoki.shared();
    }

    /** {@return how many events the listener did not take: it threw, or there were too many} */
    public long droppedEvents() {
        return notifier.dropped();
    }

    /**
     * {@return the description that the module gives (C_GetInfo)}
     *
     * @throws TokenException if the module fails
     */
    public LibraryInfo info() throws TokenException {
        try {
            return cryptoki.getInfo();
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /**
     * {@return the tokens in all slots that answer, those that are not initialised too}
     *
     * @throws TokenException if the module fails
     */
    public List<TokenInfo> tokens() throws TokenException {
        return tokens(new ArrayList<>(), /* all= */ true);
    }

    /**
     * SoftHSM keeps the slot of a token whose directory is gone, and answers 0x5 for it: another
     * token's failure is not the failure of the one that is looked for.
     */
    private List<TokenInfo> tokens(List<CkrException> failures, boolean all) throws TokenException {
        try {
            List<TokenInfo> tokens = new ArrayList<>();
            for (long slotId : cryptoki.getSlotList(true)) {
                try {
                    Slot.ask(cryptoki, slotId, all).ifPresent(tokens::add);
                } catch (CkrException e) {
                    failures.add(e);
                }
            }
            return tokens;
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /**
     * {@return the one initialised token that is meant}
     *
     * @param selector which token is meant
     * @throws TokenException if there is none, or more than one
     */
    public TokenInfo find(TokenSelector selector) throws TokenException {
        Arguments.notNull("selector", selector);
        List<CkrException> failures = new ArrayList<>();
        List<TokenInfo> initialized = tokens(failures, /* all= */ false);
        List<TokenInfo> found = initialized.stream().filter(selector::matches).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty() && !failures.isEmpty()) {
            throw TokenFailure.of(
                    failures.get(0),
                    "no " + selector + " in " + file.path() + ", and a slot does not respond");
        }
        if (found.isEmpty()) {
            throw new TokenException(
                    Reason.TOKEN_MISSING,
                    TokenException.Kind.NOT_FOUND,
                    "no " + selector + " in " + file.path(),
                    initialized.isEmpty()
                            ? noneInitialized(tokens(failures, /* all= */ true))
                            : "available tokens: " + names(initialized));
        }
        throw new TokenException(
                Reason.TOKEN_AMBIGUOUS,
                TokenException.Kind.AMBIGUOUS,
                found.size() + " tokens match " + selector,
                found.stream().map(TokenInfo::serial).distinct().count() == found.size()
                        ? "select by serial: " + names(found)
                        : "select by slot, for instance slot-id in a PKCS#11 URI, since serial"
                                + " numbers repeat: "
                                + names(found));
    }

    /** The YubiHSM's module shows none while its connector does not run. */
    private String noneInitialized(List<TokenInfo> present) {
        return present.isEmpty()
                ? "no slot there has a token: check that the HSM is on, and that the connector or client service that the module's settings name is running"
                : "no token there is initialised" + (isSoftHsm() ? SOFTHSM_EMPTY : "");
    }

    private boolean isSoftHsm() {
        try {
            return file.isSoftHsm() || cryptoki.getInfo().manufacturer().contains("SoftHSM");
        } catch (CkrException e) {
            return false; // A hint is not worth an error.
        }
    }

    private static String names(List<TokenInfo> tokens) {
        return tokens.stream()
                .map(
                        token ->
                                "'"
                                        + token.label()
                                        + "' serial "
                                        + token.serial()
                                        + " slot "
                                        + token.slotId())
                .collect(Collectors.joining("; "));
    }

    /**
     * {@return the mechanisms that a token lists, in its order} It asks for each of them: on a
     * network HSM that takes a while.
     *
     * @param token one of {@link #tokens}
     * @throws TokenException if the token fails
     */
    public List<TokenMechanism> mechanisms(TokenInfo token) throws TokenException {
        try {
            List<TokenMechanism> mechanisms = new ArrayList<>();
            for (long type : cryptoki.getMechanismList(token.slotId())) {
                mechanisms.add(new TokenMechanism(type, description(token, type)));
            }
            return mechanisms;
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    private Optional<MechanismDescription> description(TokenInfo token, long mechanism) {
        try {
            return Optional.of(cryptoki.getMechanismInfo(token.slotId(), mechanism));
        } catch (CkrException e) {
            // One mechanism that does not tell about itself says nothing of the others.
            return Optional.empty();
        }
    }

    /**
     * Logs in and opens the token; the caller keeps the PIN. When the login is lost later, the
     * token is of no use any more: open it again.
     *
     * <p>A login is the whole process's: when this process is logged in already, no token looks at
     * the PIN, and a wrong one would pass. So a second login is refused: share the {@link Token}
     * that is open, or use {@link #loginOrShare}.
     *
     * @param token one of {@link #tokens}
     * @param pin the user's PIN; it stays open
     * @return the token, which the caller closes
     * @throws dev.keyhaul.core.WrongSecretException when the PIN is wrong or locked
     * @throws TokenException when this process is logged in already, or the token fails
     */
    public Token login(TokenInfo token, Passphrase pin) throws KeyTransferException {
        Arguments.notNull("token", token, "pin", pin);
        return open(TokenLogin.once(slot(token), pin));
    }

    /**
     * The same with a PIN that is asked for at each login: when the login is lost, the call that
     * met it fails, and the next one logs in again. See {@link Token} for what that means.
     *
     * @param token one of {@link #tokens}
     * @param pins asked for the PIN at each login
     * @return the token, which the caller closes
     * @throws dev.keyhaul.core.WrongSecretException when the PIN is wrong or locked
     * @throws TokenException when this process is logged in already, or the token fails
     */
    public Token login(TokenInfo token, PinSupplier pins) throws KeyTransferException {
        Arguments.notNull("token", token, "pins", pins);
        return open(TokenLogin.with(slot(token), pins));
    }

    /**
     * Logs in, or shares the login if another part of the process, or another {@link Token}, is
     * logged in already. Then nobody checks the PIN, and {@link Token#loggedInByOthers} says so.
     *
     * @param token one of {@link #tokens}
     * @param pins asked for the PIN at each login
     * @return the token, which the caller closes
     * @throws dev.keyhaul.core.WrongSecretException when the PIN is wrong or locked
     * @throws TokenException when the token fails
     */
    public Token loginOrShare(TokenInfo token, PinSupplier pins) throws KeyTransferException {
        Arguments.notNull("token", token, "pins", pins);
        return open(TokenLogin.joining(slot(token), pins));
    }

    /**
     * Logs in with the PIN entered at the token itself (a protected authentication path); when the
     * login is lost, the token asks for it again.
     *
     * @param token one of {@link #tokens}
     * @return the token, which the caller closes
     * @throws KeyTransferException if nobody enters the PIN, or the token fails
     */
    public Token loginAtToken(TokenInfo token) throws KeyTransferException {
        Arguments.notNull("token", token);
        return open(TokenLogin.atToken(slot(token)));
    }

    /**
     * Opens a token without a login: one that needs none, or for its public objects alone, or with
     * the login of another part of the process ({@link Token#loggedInByOthers}).
     *
     * @param token one of {@link #tokens}
     * @return the token, which the caller closes
     * @throws KeyTransferException if the token fails
     */
    public Token openWithoutLogin(TokenInfo token) throws KeyTransferException {
        Arguments.notNull("token", token);
        return open(TokenLogin.without(slot(token)));
    }

    private Token open(TokenLogin login) throws KeyTransferException {
        return new Token(this, use.open(login));
    }

    /**
     * Initialises a free slot: a token of that label with both PINs. Never one that is initialised.
     *
     * @param label the new token's label; at most 32 bytes in UTF-8
     * @param soPin the security officer's PIN; it stays open
     * @param userPin the user's PIN; it stays open
     * @return the new token
     * @throws dev.keyhaul.core.RefusedException when the PINs are the same, or one is not one line
     *     of text
     * @throws dev.keyhaul.core.WrongSecretException when the slot has a security officer, whose PIN
     *     is another
     * @throws TokenException when no slot is free, or the label is there already
     */
    public TokenInfo initialize(String label, Passphrase soPin, Passphrase userPin)
            throws KeyTransferException {
        Arguments.notNull("label", label, "soPin", soPin, "userPin", userPin);
        TokenInfo free =
                notifier.<TokenInfo, KeyTransferException>deferring(
                        () ->
                                new TokenInitialization(this, cryptoki)
                                        .initialize(label, soPin, userPin));
        return slot(free).refreshed();
    }

    Cryptoki cryptoki() {
        return cryptoki;
    }

    private Slot slot(TokenInfo token) {
        return new Slot(file, cryptoki, token);
    }

    /**
     * Says how sessions are lent by tokens that are opened from now on, and how long {@link #close}
     * waits.
     *
     * @param policy the choice; {@link SessionPolicy#DEFAULT} holds until then
     */
    public void lendBy(SessionPolicy policy) {
        use.lendBy(Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Says where tokens that are opened from now on note each key that is to stay, before it is
     * made: after a kill, its note alone says that nothing has proven it. Nothing is noted unless
     * an application says so here.
     *
     * @param notes the application's notes; {@link UnprovenKeys#NOT_NOTED} holds until then
     */
    public void noteIn(UnprovenKeys notes) {
        use.noteIn(Objects.requireNonNull(notes, "notes"));
    }

    /**
     * Closes the tokens of this module that are still open, and finalises it, if no other {@code
     * Pkcs11Module} of this library is open and the application had not initialised it. No call
     * gets in any more: a thread that works with a key gets a {@link TokenException} that says
     * "closed". Calls that are inside the module are waited for, for as long as {@link
     * SessionPolicy#closeWait} says.
     *
     * <p>When a call has not come back by then, the module is not finalised, which would crash the
     * process. It stays initialised for this process and can be loaded again. Closing twice has no
     * effect.
     *
     * @throws KeyTransferException.Unchecked if C_Finalize fails, a call is still inside, or a
     *     token has kept a copy of a key
     * @throws IllegalStateException on a thread that works with a token of it, or in a listener
     */
    @Override
    public void close() {
        try {
            use.close();
        } catch (KeyTransferException e) {
            throw new KeyTransferException.Unchecked(e);
        }
    }
}
