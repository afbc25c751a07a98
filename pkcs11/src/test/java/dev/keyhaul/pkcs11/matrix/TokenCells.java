package dev.keyhaul.pkcs11.matrix;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSslRsa;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.report.TestedVendors;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.pkcs11.token.TokenProbe;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tries one token, in a process of its own, since a module or its server may bring that down. Each
 * cell is a line: what was tried, and "works" or the library's message.
 */
final class TokenCells {
    /** The NSS slot that exists without being initialised, and that has no login. */
    static final String NO_LOGIN = "NSS Generic Crypto Services";

    private static final String LABEL = "HSM";
    private static final KeyOrigin ORIGIN = KeyOrigin.software("a test");

    private final Token token;
    private final KeyPair kek;
    private @Nullable TokenKey key;

    private TokenCells(Token token) throws Exception {
        this.token = token;
        kek = GeneratedKeys.rsa(2048, "kek");
    }

    private interface Cell {
        String run() throws Exception;
    }

    /**
     * Takes the module's path, and "login", "no login" for NSS, or the PIN of a token that is made.
     */
    public static void main(String[] args) throws Exception {
        OpenSslRsa.install();
        try (Pkcs11Module module = Pkcs11Module.load(Path.of(args[0]))) {
            cell(
                    "library",
                    () -> module.info().manufacturer() + " " + module.info().libraryVersion());
            try (Token token =
                    switch (args[1]) {
                        case "login" -> initialized(module);
                        case "no login" -> generic(module);
                        default -> made(module, args[1]);
                    }) {
                new TokenCells(token).tryAll();
            }
        }
    }

    private static Token initialized(Pkcs11Module module) throws KeyTransferException {
        cell(
                "initialize",
                () -> module.initialize(LABEL, SoftHsm.soPin(), SoftHsm.pin()).pinState().label());
        return module.login(module.find(TokenSelector.label(LABEL)), SoftHsm.pin());
    }

    private static Token made(Pkcs11Module module, String pin) throws KeyTransferException {
        try (Passphrase passphrase = Passphrase.copyOf(pin.toCharArray())) {
            return module.login(module.find(TokenSelector.label(LABEL)), passphrase);
        }
    }

    private static Token generic(Pkcs11Module module) throws KeyTransferException {
        for (TokenInfo info : module.tokens()) {
            if (info.label().equals(NO_LOGIN)) {
                return module.openWithoutLogin(info);
            }
        }
        throw new AssertionError("no slot of that name: " + NO_LOGIN);
    }

    private void tryAll() {
        cell("maker", this::maker);
        cell("protection", () -> token.protection().name());
        cell("key wraps", () -> keyWraps(token.probe()));
        cell("target", () -> generate(KeyRequest.target("target")));
        cell("sealed target", () -> generate(KeyRequest.target("sealed").notExtractable()));
        cell("sign", () -> madeKey().sign(new byte[] {1}).length + " bytes");
        cell("wrap", this::wrap);
        cell("import", this::importKey);
        for (Curve curve : Curve.values()) {
            tryKind("EC " + curve.jwkName(), KeyRequest.target("ec-" + curve).onCurve(curve));
        }
        for (int bits : new int[] {128, 192, 256}) {
            KeyRequest request = KeyRequest.target("aes-" + bits).ofType(TokenKeyType.AES);
            tryKind("AES " + bits, request.withLengthBits(bits));
        }
        token.allowOpenGuards();
        cell("evidence key", () -> generate(KeyRequest.evidence("evidence")));
        cell("wrapping key", () -> generate(KeyRequest.wrapping("wrapping")));
        cell("recovery pair", () -> generate(KeyRequest.recovery("recovery")));
    }

    /** A user of a token that is not listed is asked to report it. */
    private String maker() {
        TokenInfo info = token.info();
        return info.token().manufacturer()
                + ", "
                + info.token().model()
                + (TestedVendors.includes(info) ? ", listed" : ", not listed");
    }

    /** Generates, wraps and imports a key of another kind than RSA. */
    private void tryKind(String kind, KeyRequest request) {
        cell(kind + " target", () -> token.key(token.generate(request)).description().name());
        cell(kind + " wrap", () -> wrapKind(request.label()));
        cell(kind + " import", () -> importKind(request));
    }

    private String wrapKind(String label) throws Exception {
        TokenKey target = token.key(KeySelector.label(label));
        byte[] ciphertext =
                target.wrapUnder(
                                RsaAesWrappingKey.unsafeOf(
                                        (RSAPublicKey) kek.getPublic(), OaepHash.SHA1))
                        .ciphertext();
        try (SecretBytes opened =
                        RsaAesKeyWrap.unwrap(
                                ciphertext,
                                (RSAPrivateKey) kek.getPrivate(),
                                OaepHash.SHA1,
                                new SecureRandom());
                SoftwareKey found = opened.withRawSecretBytes(TokenCells::software)) {
            return found.description().equals(target.description()) ? "works" : "another key";
        }
    }

    private static SoftwareKey software(byte[] clear) throws KeyTransferException {
        return SoftwareKey.fromUnwrapped(clear.clone(), ORIGIN, new SecureRandom());
    }

    private String importKind(KeyRequest request) throws Exception {
        byte[] clear = new byte[request.lengthBits() / Byte.SIZE];
        new SecureRandom().nextBytes(clear);
        if (request.type() == TokenKeyType.EC) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(request.lengthBits());
            clear = generator.generateKeyPair().getPrivate().getEncoded();
        }
        try (SoftwareKey key = software(clear);
                TokenKey imported = token.importKey(key, RestoreAs.sessionKey())) {
            return imported.description().equals(key.description()) ? "works" : "another key";
        }
    }

    private static String keyWraps(TokenProbe probe) {
        return "0x210a "
                + probe.capabilities().keyWrapPad().reportName()
                + ", 0x210b "
                + probe.capabilities().keyWrapKwp().reportName()
                + ", 0x1054 "
                + probe.oneShot().reportName();
    }

    private String generate(KeyRequest request) throws KeyTransferException {
        KeyInfo made = token.generate(request);
        if (key == null) {
            key = token.rsaKey(made);
        }
        String open = String.join(", ", made.openGuards());
        return open.isEmpty() ? "works" : "works, not enforced: " + open;
    }

    private TokenKey madeKey() throws RefusedException {
        if (key == null) {
            throw new RefusedException(Reason.KEY_NOT_FOUND, "no key", null);
        }
        return key;
    }

    private String wrap() throws Exception {
        byte[] ciphertext =
                madeKey()
                        .wrapUnder(
                                RsaAesWrappingKey.unsafeOf(
                                        (RSAPublicKey) kek.getPublic(), OaepHash.SHA1))
                        .ciphertext();
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        ciphertext,
                        (RSAPrivateKey) kek.getPrivate(),
                        OaepHash.SHA1,
                        new SecureRandom())) {
            RSAPublicKey found = opened.withRawSecretBytes(TokenCells::publicHalf);
            return same(madeKey(), found);
        }
    }

    private static RSAPublicKey publicHalf(byte[] pkcs8) throws Exception {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey)
                        factory.generatePrivate(
                                new PKCS8EncodedKeySpec(DerSequence.withoutPadding(pkcs8)));
        return (RSAPublicKey)
                factory.generatePublic(
                        new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    private static String same(TransferableKey key, RSAPublicKey other) {
        return key.description().fingerprint().equals(Fingerprint.of(other))
                ? "works"
                : "another key";
    }

    private String importKey() throws Exception {
        KeyPair pair = GeneratedKeys.rsa(2048);
        try (SoftwareKey software =
                        SoftwareKey.fromPkcs8(
                                pair.getPrivate().getEncoded(), ORIGIN, new SecureRandom());
                TokenKey imported = token.importKey(software, RestoreAs.sessionKey())) {
            return same(imported, (RSAPublicKey) pair.getPublic());
        }
    }

    private static void cell(String name, Cell cell) {
        System.out.println(name + ": " + outcome(cell));
    }

    /** Any exception is an outcome here, also one that the library should not throw. */
    private static String outcome(Cell cell) {
        try {
            return cell.run();
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        } catch (Exception e) {
            return e.toString();
        }
    }
}
