package dev.keyhaul.rehearsal;

import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenEvidenceKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;

/** The HSM and the recovery HSM: two tokens of one SoftHSM, with PINs that nobody knows. */
final class DemoTokens implements AutoCloseable {
    private static final String HSM = "hsm";
    private static final String RECOVERY = "recovery";

    private final Pkcs11Module module;
    private final Token hsm;
    private final Token recovery;
    private final Set<Path> hsmFolders;

    private DemoTokens(Pkcs11Module module, Token hsm, Token recovery, Set<Path> hsmFolders) {
        this.module = module;
        this.hsm = hsm;
        this.recovery = recovery;
        this.hsmFolders = hsmFolders;
    }

    static DemoTokens initialise(Path folder, Path modulePath, SecureRandom random)
            throws KeyTransferException {
        SoftHsmHome home = SoftHsmHome.create(folder);
        Pkcs11Module module = Pkcs11Module.load(modulePath);
        try {
            Token hsm = initialise(module, HSM, random);
            Set<Path> hsmFolders = home.tokenFolders();
            return new DemoTokens(module, hsm, initialise(module, RECOVERY, random), hsmFolders);
        } catch (KeyTransferException | RuntimeException e) {
            try (module) {
                throw e;
            }
        }
    }

    private static Token initialise(Pkcs11Module module, String label, SecureRandom random)
            throws KeyTransferException {
        try (Passphrase soPin = GeneratedPassphrase.generate(random);
                Passphrase pin = GeneratedPassphrase.generate(random)) {
            TokenInfo token = module.initialize(label, soPin, pin);
            return module.login(token, pin);
        }
    }

    Token hsm() {
        return hsm;
    }

    Token recovery() {
        return recovery;
    }

    TokenKey tenantKey(String label) throws KeyTransferException {
        return hsm.rsaKey(KeySelector.label(label));
    }

    EvidenceSigner evidence(String label) throws KeyTransferException {
        return TokenEvidenceKey.of(recovery.rsaKey(KeySelector.label(label)));
    }

    TokenKeyRecipient recipient(String label) throws KeyTransferException {
        return TokenKeyRecipient.find(recovery, KeySelector.label(label));
    }

    /** What a fire would do. */
    void destroyHsm() throws KeyTransferException {
        hsm.close();
        for (Path folder : hsmFolders) {
            DemoFolder.delete(folder);
        }
    }

    boolean hsmIsGone() throws KeyTransferException {
        return module.tokens().stream().noneMatch(token -> token.label().equals(HSM));
    }

    @Override
    public void close() {
        try (module) {
            recovery.close();
            hsm.close();
        }
    }
}
