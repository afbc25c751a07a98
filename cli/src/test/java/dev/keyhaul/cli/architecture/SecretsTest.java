package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.Serializable;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who sees clear key material, and what holds it. A new name in a list here is a decision for a
 * reviewer.
 */
@Tag("once")
final class SecretsTest {
    /** They see the clear bytes of a software key. */
    private static final Set<String> CLEAR_KEY =
            Set.of(
                    // Whether the factors are primes shows in the factors only.
                    "dev.keyhaul.core.key.RsaKeyHealth",
                    // A PKCS#12 file holds the key encrypted, and a certificate that it signed.
                    "dev.keyhaul.pfx.NewPfx",
                    "dev.keyhaul.pfx.SelfSignedCertificate",
                    // An evidence key signs, a holder's key opens copies: the JDK takes both clear.
                    "dev.keyhaul.core.evidence.SoftwareEvidenceKey",
                    "dev.keyhaul.backup.opening.HolderKeys",
                    // A master copy under a password or in shares, and its restore test.
                    "dev.keyhaul.backup.opening.ClearKeys",
                    "dev.keyhaul.backup.recipient.SharesRecipient",
                    // A restored key signs, or encrypts a challenge.
                    "dev.keyhaul.backup.recipient.SoftwareDrill",
                    // A restored key, or a domain's, on its way into a file under a password.
                    "dev.keyhaul.pfx.pbe.EncryptedPrivateKey",
                    // Azure's SDK takes a software key as the numbers of a JWK.
                    "dev.keyhaul.keyvault.NewKeys");

    /** They see the bytes of a secret, for the time of one call. */
    private static final Set<String> RAW_SECRET_BYTES =
            Set.of(
                    // A file's key on its way into a SoftwareKey.
                    "dev.keyhaul.pfx.PemSource",
                    "dev.keyhaul.pfx.AesSource",
                    // Passwords of files, and the keys that are derived of them.
                    "dev.keyhaul.pfx.blob.PvkFile",
                    "dev.keyhaul.adrms.tpd.TpdCipher",
                    "dev.keyhaul.adrms.tpd.TpdKeyDerivation",
                    "dev.keyhaul.core.byok.BlobOpener",
                    // A local vault's token, which opens nothing else.
                    "dev.keyhaul.core.localvault.LocalVaultAccess",
                    // A password that was made here, written once.
                    "dev.keyhaul.cli.secret.NewSecret",
                    // A restored key on its way into a SoftwareKey, and its comparison.
                    "dev.keyhaul.backup.opening.ClearKeys",
                    "dev.keyhaul.backup.opening.CopyOpener",
                    "dev.keyhaul.backup.opening.PasswordOpener",
                    // A challenge that a restored AES key decrypted, which is no secret.
                    "dev.keyhaul.backup.RestoreProof",
                    // A key that is split, and its shares.
                    "dev.keyhaul.backup.shares.KeySplitter",
                    "dev.keyhaul.backup.shares.PassphraseShare",
                    "dev.keyhaul.backup.shares.SealedShare",
                    "dev.keyhaul.backup.shares.Share",
                    "dev.keyhaul.backup.shares.SplitKeyCipher",
                    // A key out of its PEM text, and to its decryption.
                    "dev.keyhaul.pfx.PrivateKeyFile",
                    // Passwords, the keys made of them, and what these decrypt.
                    "dev.keyhaul.pfx.pbe.PasswordCipher",
                    "dev.keyhaul.pfx.pbe.PasswordEncodings",
                    "dev.keyhaul.pfx.pbe.PasswordMac",
                    "dev.keyhaul.pfx.pbe.PasswordProtection",
                    "dev.keyhaul.pfx.pbe.Pbes2",
                    "dev.keyhaul.pfx.pbe.Pbmac1",
                    // A decrypted key on its way into a SoftwareKey.
                    "dev.keyhaul.pfx.PfxKey",
                    "dev.keyhaul.core.key.SoftwareKey",
                    "dev.keyhaul.core.keywrap.AesKwp",
                    "dev.keyhaul.core.keywrap.KeyWrapper",
                    "dev.keyhaul.core.keywrap.RsaOaep",
                    "dev.keyhaul.localvault.access.AccessToken",
                    "dev.keyhaul.localvault.vault.BlobImport",
                    // A stand-in that a token made to be tried on, which protects nothing.
                    "dev.keyhaul.pkcs11.probe.AesRepeats",
                    "dev.keyhaul.pkcs11.probe.AesSamples",
                    "dev.keyhaul.pkcs11.probe.ControlKey",
                    "dev.keyhaul.pkcs11.probe.Rehearsal",
                    // A throw-away key that a token let out, compared with the one that it kept.
                    "dev.keyhaul.pkcs11.token.RoundTrips",
                    // A PIN on its way into the module.
                    "dev.keyhaul.pkcs11.iaik.PinChars",
                    "dev.keyhaul.pkcs11.jna.NativePin");

    @Test
    void clearKey_isSeenByListedClassesOnly() {
        assertThat(CLEAR_KEY).containsAll(Classes.callers(SoftwareKey.class, "withClearKey"));
    }

    @Test
    void rawSecretBytes_areSeenByListedClassesOnly() {
        assertThat(RAW_SECRET_BYTES)
                .containsAll(Classes.callers(SecretBytes.class, "withRawSecretBytes"));
    }

    /** The search behind the two tests above finds what is known to be there. */
    @Test
    void callers_areFound() {
        assertThat(Classes.callers(SecretBytes.class, "withRawSecretBytes"))
                .contains(SoftwareKey.class.getName());
    }

    @ParameterizedTest
    @ValueSource(classes = {SecretBytes.class, Passphrase.class})
    void secret_isFinalClosedAndNeverSerialised(Class<?> secret) {
        classes()
                .that()
                .belongToAnyOf(secret)
                .and()
                .areTopLevelClasses()
                .should()
                .haveModifier(FINAL)
                .andShould()
                .beAssignableTo(AutoCloseable.class)
                .andShould()
                .notBeAssignableTo(Serializable.class)
                .check(Classes.ALL);
    }

    /** Each has authenticated the key, or made it. */
    @Test
    void wrappingKeys_areMadeOfBareKeysByTheseAlone() {
        assertThat(Classes.callers(RsaAesWrappingKey.class, "unsafeOf"))
                .containsExactlyInAnyOrder(
                        "dev.keyhaul.core.byok.KeyExchangeKey",
                        "dev.keyhaul.core.byok.BareWrappingKey",
                        // The public half of a pair that its token unwraps with, and nothing else.
                        "dev.keyhaul.pkcs11.token.RecoveryKey",
                        "dev.keyhaul.pkcs11.restore.ImportPair",
                        // The key of a WrappingKey.RsaOaep, as an object of a session.
                        "dev.keyhaul.pkcs11.wrap.DirectWrap",
                        // Made for a trial: only a throw-away key is wrapped under it.
                        "dev.keyhaul.pkcs11.token.RoundTrips",
                        "dev.keyhaul.pkcs11.restore.RecoveryTrial",
                        // A recipient whose certificate the operator named.
                        "dev.keyhaul.backup.recipient.CertificateRecipient");
        assertThat(Classes.callers(WrappingKey.RsaOaep.class, "unsafeOf"))
                .containsExactly("dev.keyhaul.core.byok.BareWrappingKey");
    }

    @Test
    void randomNumbers_areNeverPredictable() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(Math.class, "random")
                .check(Classes.ALL);
    }
}
