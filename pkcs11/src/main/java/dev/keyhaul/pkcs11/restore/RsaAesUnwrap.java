package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.Oaep;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.restore.Restoration.Way;
import dev.keyhaul.pkcs11.session.Session;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens an RSA-AES ciphertext with an RSA pair of a token: by CKM_RSA_AES_KEY_WRAP in one call, or
 * in two steps, RSA-OAEP of the AES key and AES-KWP of the target.
 *
 * <p>Two steps are also what is left where the pair's CKA_UNWRAP_TEMPLATE is meant for the AES key,
 * as that of recovery pairs is: a token that enforces it in one call refuses to give the target
 * DECRYPT.
 */
final class RsaAesUnwrap {
    private final FoundKey pair;
    private final byte[] ciphertext;
    private final int split;

    private RsaAesUnwrap(FoundKey pair, byte[] ciphertext, int split) {
        this.pair = pair;
        this.ciphertext = ciphertext;
        this.split = split;
    }

    /**
     * Returns the ways that the token lists, best first.
     *
     * @throws dev.keyhaul.core.CheckFailedException when the ciphertext is too short for the pair
     * @throws TokenException when there is no way
     */
    static List<Way> ways(TriedToken token, FoundKey pair, RSAPublicKey key, byte[] ciphertext)
            throws KeyTransferException {
        int split = RsaAesKeyWrap.oaepLengthBytes(key);
        if (ciphertext.length <= split) {
            throw UnwrapFailure.create();
        }
        RsaAesUnwrap unwrap = new RsaAesUnwrap(pair, ciphertext.clone(), split);
        List<Way> ways = new ArrayList<>();
        if (token.sessions().slot().listed().contains(Ckm.RSA_AES_KEY_WRAP)) {
            ways.add((restoring, session) -> unwrap.inOneCall(restoring, session));
        }
        Optional<Mechanism> keyWrap = keyWrap(token);
        if (keyWrap.isPresent()) {
            ways.add(unwrap.new InTwoSteps(keyWrap.get()));
        }
        if (ways.isEmpty()) {
            throw KeyWrap.missing(token.capabilities());
        }
        return ways;
    }

    /**
     * What comes of an unwrap is proven: so what a key wrap does is tried on throw-away keys only
     * where there are two to choose from.
     */
    private static Optional<Mechanism> keyWrap(TriedToken token) throws KeyTransferException {
        Set<Ckm> listed = token.sessions().slot().listed();
        if (!listed.contains(Ckm.AES_KEY_WRAP_KWP) || !listed.contains(Ckm.AES_KEY_WRAP_PAD)) {
            return Stream.of(Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD)
                    .filter(listed::contains)
                    .map(Mechanism::of)
                    .findFirst();
        }
        TokenCapabilities seen = token.capabilities();
        return KeyWrap.isIn(seen) ? Optional.of(KeyWrap.of(seen).mechanism()) : Optional.empty();
    }

    private long inOneCall(Restoration restoring, Session session) throws KeyTransferException {
        return restoring.unwrap(Oaep.inOneCall(OaepHash.SHA1), pair.handleIn(session), ciphertext);
    }

    /** The AES key opens one key and goes; it can neither leave nor decrypt. */
    private final class InTwoSteps implements Way {
        private final Mechanism keyWrap;
        private @Nullable SessionObject aes;

        private InTwoSteps(Mechanism keyWrap) {
            this.keyWrap = keyWrap;
        }

        @Override
        public long unwrap(Restoration restoring, Session session) throws KeyTransferException {
            SessionObject opened = aes;
            if (opened == null) {
                opened = unwrappedAes(session);
                aes = opened;
            }
            return restoring.unwrap(
                    keyWrap,
                    opened.handle(),
                    Arrays.copyOfRange(ciphertext, split, ciphertext.length));
        }

        private SessionObject unwrappedAes(Session session) throws KeyTransferException {
            Template template = Templates.unwrappedAes();
            long unwrapped =
                    Restoration.unwrap(
                            session,
                            Oaep.mechanism(OaepHash.SHA1),
                            pair.handleIn(session),
                            Arrays.copyOf(ciphertext, split),
                            template);
            return SessionObject.checked(session, unwrapped, template);
        }

        @Override
        public void close() throws TokenException {
            SessionObject opened = aes;
            aes = null;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
