package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A slot of a loaded module, with the token in it: what it tells without a session. Thread-safe.
 */
public final class Slot {
    /** Makers of tokens that are software, whatever their flags say. */
    private static final List<String> KNOWN_SOFTWARE =
            List.of("softhsm", "mozilla", "kryoptic", "opencryptoki", "ibm, sw   tpm");

    private final LibraryFile module;
    private final Cryptoki cryptoki;
    private final TokenInfo token;
    private volatile @Nullable Set<Ckm> listed;
    private volatile @Nullable Boolean rsaInHardware;

    public Slot(LibraryFile module, Cryptoki cryptoki, TokenInfo token) {
        this.module = module;
        this.cryptoki = cryptoki;
        this.token = token;
    }

    /** Asks a slot for its flags now. */
    public static TokenInfo ask(Cryptoki cryptoki, long slotId) throws CkrException {
        return ask(cryptoki, slotId, /* all= */ true).orElseThrow();
    }

    /**
     * Asks a slot for its flags now.
     *
     * @param all whether a token counts that is not initialised
     */
    public static Optional<TokenInfo> ask(Cryptoki cryptoki, long slotId, boolean all)
            throws CkrException {
        TokenDescription token = cryptoki.getTokenInfo(slotId);
        return all || (token.flags() & Ckf.TOKEN_INITIALIZED) != 0
                ? Optional.of(new TokenInfo(slotId, cryptoki.getSlotInfo(slotId), token))
                : Optional.empty();
    }

    /** Names a token for messages. */
    public static String name(TokenInfo token) {
        return "token '"
                + token.label()
                + "' (serial "
                + token.serial()
                + ", slot "
                + token.slotId()
                + ")";
    }

    public LibraryFile module() {
        return module;
    }

    long id() {
        return token.slotId();
    }

    /** Returns the token as it was when it was opened. */
    public TokenInfo token() {
        return token;
    }

    /** Returns what the slot tells of its token now. */
    TokenDescription described() throws TokenException {
        try {
            return cryptoki.getTokenInfo(id());
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /** Returns the token with its flags now. */
    public TokenInfo refreshed() throws TokenException {
        try {
            return ask(cryptoki, id());
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /**
     * The mechanisms that the token listed when it was first asked, as far as they have a constant:
     * without asking for each.
     */
    public Set<Ckm> listed() throws TokenException {
        Set<Ckm> known = listed;
        if (known == null) {
            try {
                known =
                        Arrays.stream(cryptoki.getMechanismList(id()))
                                .mapToObj(Ckm::of)
                                .flatMap(Optional::stream)
                                .collect(Collectors.toUnmodifiableSet());
            } catch (CkrException e) {
                throw TokenException.of(e);
            }
            listed = known;
        }
        return known;
    }

    /** Whether a listed mechanism wraps keys, as far as the token tells: some only encrypt. */
    public boolean wrapsBy(Ckm mechanism) {
        try {
            return (cryptoki.getMechanismInfo(id(), mechanism.code()).flags() & Ckf.WRAP) != 0;
        } catch (CkrException e) {
            return true;
        }
    }

    /** Whether a mechanism signs with recovery of the data, as far as the token tells. */
    public boolean signsWithRecovery(Ckm mechanism) {
        try {
            return (cryptoki.getMechanismInfo(id(), mechanism.code()).flags() & Ckf.SIGN_RECOVER)
                    != 0;
        } catch (CkrException e) {
            return false; // It does not list it.
        }
    }

    /** Returns what guards keys here, as far as the token claims and is known. */
    public Protection protection() throws TokenException {
        String maker = token.maker().toLowerCase(Locale.ROOT);
        if (KNOWN_SOFTWARE.stream().anyMatch(maker::contains)) {
            return Protection.SOFTWARE_TOKEN;
        }
        return token.claimsHardwareSlot() || doesRsaInHardware()
                ? Protection.HARDWARE_TOKEN
                : Protection.SOFTWARE_TOKEN;
    }

    private boolean doesRsaInHardware() throws TokenException {
        Boolean known = rsaInHardware;
        if (known == null) {
            known =
                    listed().contains(Ckm.RSA_PKCS)
                            && (mechanismFlags(Ckm.RSA_PKCS.code()) & Ckf.HW) != 0;
            rsaInHardware = known;
        }
        return known;
    }

    /** Returns what the token says a mechanism that it lists can be used for. */
    long mechanismFlags(long mechanism) throws TokenException {
        try {
            return cryptoki.getMechanismInfo(id(), mechanism).flags();
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    /** Whether both are the same slot of the same module. */
    public boolean isSameAs(Slot other) {
        return cryptoki == other.cryptoki && id() == other.id();
    }

    /** Names the token for messages. */
    @Override
    public String toString() {
        return name(token);
    }
}
