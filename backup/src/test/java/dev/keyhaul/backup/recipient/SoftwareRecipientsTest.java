package dev.keyhaul.backup.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.backup.opening.CopyOpener;
import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.backup.opening.PasswordOpener;
import dev.keyhaul.backup.opening.PrivateKeyOpener;
import dev.keyhaul.backup.opening.SharesOpener;
import dev.keyhaul.backup.shares.SealedShare;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.KeyServiceKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that are opened in memory, each recipient alone. */
class SoftwareRecipientsTest {
    private static final Instant DRILL = Instant.parse("2026-11-24T15:51:51Z");

    @TempDir Path folder;
    private SoftwareKey target;

    @BeforeEach
    void readKey() throws Exception {
        target = key("tenant");
    }

    @AfterEach
    void wipe() {
        target.close();
    }

    private static SoftwareKey key(String use) throws KeyTransferException {
        return SoftwareKey.fromPkcs8(
                GeneratedKeys.rsa(2048, use).getPrivate().getEncoded(),
                GeneratedKeys.ORIGIN,
                GeneratedKeys.RANDOM);
    }

    static X509Certificate certificate(String use) throws Exception {
        KeyPair pair = GeneratedKeys.rsa(2048, use);
        X500Principal name = new X500Principal("CN=" + use);
        Instant now = Instant.parse("2026-11-24T15:51:51Z");
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(now),
                                        Date.from(now.plusSeconds(86400)),
                                        name,
                                        pair.getPublic())
                                .build(
                                        new JcaContentSignerBuilder("SHA256withRSA")
                                                .build(pair.getPrivate())));
    }

    /** Its home never shows it: it goes where it can be wrapped, and nowhere else. */
    @Test
    void keyOfAKeyService_isKeptForACertificate_andSaysWhatItIs() throws Exception {
        try (KeyServiceKey service = new KeyServiceKey(2048, WrapProof.NOT_PROVEN);
                Passphrase password = Passphrase.moveFrom("correct horse".toCharArray())) {
            CopyRecipient anna = CertificateRecipient.of(certificate("anna"));
            MasterCopy copy =
                    MasterCopyStore.openOrCreate(folder.resolve("store"))
                            .create(
                                    CopyWrapper.to(List.of(anna))
                                            .allowingLessFor(service.description().fingerprint())
                                            .wrap(
                                                    service,
                                                    new Operator("a@b"),
                                                    "test",
                                                    done -> {}));

            assertThat(copy.manifest().origin()).isEqualTo(service.origin());
            assertThat(copy.manifest().recipients().get(0).proof()).isEqualTo(WrapProof.NOT_PROVEN);
            assertThat(copy.manifest().survival().sentences(service.origin()))
                    .contains("is of a key that did not come from a token");
            try (SoftwareKey holder = key("anna");
                    SoftwareKey restored =
                            new PrivateKeyOpener(holder).restore(copy, GeneratedKeys.RANDOM)) {
                assertThat(restored.description()).isEqualTo(service.description());
            }
            assertThatThrownBy(
                            () ->
                                    PasswordRecipient.of(password, GeneratedKeys.RANDOM)
                                            .wrap(service))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(
                            "the key is in a key management service, which never gives it out in the"
                                    + " clear: it cannot be given to anyone who knows the password");
        }
    }

    private MasterCopy copy(CopyRecipient... recipients) throws KeyTransferException {
        return MasterCopyStore.openOrCreate(folder.resolve("store"))
                .create(
                        CopyWrapper.to(List.of(recipients))
                                .wrap(target, new Operator("a@b"), "test", done -> {}));
    }

    private static SharesRecipient threeHolders() throws Exception {
        return SharesRecipient.split(
                2,
                List.of(certificate("anna"), certificate("ben"), certificate("cleo")),
                GeneratedKeys.RANDOM);
    }

    private void assertRestores(CopyOpener opener, MasterCopy copy) throws Exception {
        RestoreProof proof =
                SoftwareDrill.prove(
                        opener.restore(copy, GeneratedKeys.RANDOM),
                        copy,
                        target.description().fingerprint(),
                        DRILL);
        assertThat(proof.copy()).isEqualTo(copy.id());
        assertThat(proof.time()).isEqualTo(DRILL);
    }

    @Test
    void severalRecipients_openAlone() throws Exception {
        MasterCopy copy;
        try (SharesRecipient shares = threeHolders()) {
            copy = copy(CertificateRecipient.of(certificate("escrow")), shares);
        }
        assertThat(copy.manifest().survival()).isEqualTo(new Survival(true, true, true));
        assertRestores(new PrivateKeyOpener(key("escrow")), copy);
        for (String[] holders :
                new String[][] {{"anna", "ben"}, {"ben", "cleo"}, {"cleo", "anna"}}) {
            List<SoftwareKey> keys = List.of(key(holders[0]), key(holders[1]));
            assertRestores(new SharesOpener(List.of(), keys, List.of()), copy);
        }
    }

    /** SoftHSM 2.6 pads a key with up to 7 zero bytes before it wraps it. */
    @Test
    void keyThatATokenPadded_isRestored() throws Exception {
        MasterCopy copy = copy(CertificateRecipient.of(certificate("escrow")));
        for (int zeros = 1; zeros <= 7; zeros++) {
            int more = zeros;
            CopyOpener padded =
                    new CopyOpener() {
                        @Override
                        public boolean isFor(RecipientEntry recipient) {
                            return true;
                        }

                        @Override
                        public SecretBytes open(MasterCopy copy, RecipientEntry recipient) {
                            return target.withClearKey(
                                    key ->
                                            SecretBytes.moveFrom(
                                                    Arrays.copyOf(key, key.length + more)));
                        }
                    };
            assertRestores(padded, copy);
        }
    }

    /** As the format describes the commitment: it is not to a key that everybody knows. */
    @Test
    void keyThatIsSplit_isNewEachTime_andNotZero() throws Exception {
        try (SharesRecipient one = threeHolders();
                SharesRecipient two = threeHolders()) {
            String commitment = one.description().commitment();
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("keyhaul shares v1".getBytes(StandardCharsets.US_ASCII));
            sha256.update(HexFormat.of().parseHex(one.description().set()));
            byte[] ofZeros = sha256.digest(new byte[32]);

            assertThat(commitment).isNotEqualTo(HexFormat.of().formatHex(ofZeros));
            assertThat(commitment).isNotEqualTo(two.description().commitment());
        }
    }

    @Test
    void oneHolder_isTooFew_andAStrangerHasNone() throws Exception {
        MasterCopy copy;
        try (SharesRecipient shares = threeHolders()) {
            copy = copy(shares);
        }
        assertThat(copy.manifest().survival()).isEqualTo(new Survival(true, false, true));
        SharesOpener alone = new SharesOpener(List.of(), List.of(key("anna")), List.of());
        assertThatThrownBy(() -> alone.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("shares: 2 needed, 1 given");
        SharesOpener stranger = new SharesOpener(List.of(), List.of(key("stranger")), List.of());
        assertThatThrownBy(() -> stranger.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the key does not open any share of this copy");
        PrivateKeyOpener other = new PrivateKeyOpener(key("stranger"));
        assertThatThrownBy(() -> other.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is for any 2 of 3 holders of shares");
    }

    @Test
    void passphrasesOfHolders_openTogether_andAWrongOneIsAWrongPassword() throws Exception {
        Passphrase anna = word("anna's passphrase");
        Passphrase ben = word("ben's passphrase");
        Passphrase cleo = word("cleo's passphrase");
        MasterCopy copy;
        try (SharesRecipient shares =
                SharesRecipient.splitByPassphrase(
                        2, List.of(anna, ben, cleo), GeneratedKeys.RANDOM)) {
            copy = copy(shares);
        }
        assertThat(copy.manifest().survival()).isEqualTo(new Survival(true, false, true));
        assertThat(copy.folder().resolve("share-3.pbe")).exists();
        assertRestores(new SharesOpener(List.of(), List.of(), List.of(cleo, anna)), copy);

        SharesOpener wrong =
                new SharesOpener(List.of(), List.of(), List.of(anna, word("dora's passphrase")));
        assertThatThrownBy(() -> wrong.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(WrongSecretException.class)
                .hasMessage("the password is wrong, or the file is damaged");
        SharesOpener twice = new SharesOpener(List.of(), List.of(), List.of(anna, anna));
        assertThatThrownBy(() -> twice.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("share 1 is given twice");
        SharesOpener alone = new SharesOpener(List.of(), List.of(), List.of(ben));
        assertThatThrownBy(() -> alone.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("shares: 2 needed, 1 given");
        SharesOpener byKey = new SharesOpener(List.of(), List.of(key("anna")), List.of());
        assertThatThrownBy(() -> byKey.restore(copy, GeneratedKeys.RANDOM))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is for any 2 of 3 holders of passphrases");
    }

    private static Passphrase word(String text) {
        return Passphrase.copyOf(text.toCharArray());
    }

    @Test
    void passphraseThatIsEmptyOrAnotherHoldersToo_isRefused() {
        for (String second : new String[] {"", "anna's passphrase"}) {
            List<Passphrase> holders = List.of(word("anna's passphrase"), word(second));
            assertThatThrownBy(
                            () ->
                                    SharesRecipient.splitByPassphrase(
                                            2, holders, GeneratedKeys.RANDOM))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith(
                            "the passphrase of share 2 is empty, or the same as another");
        }
    }

    @Test
    void password_opensAlone_andAWrongOneDoesNot() throws Exception {
        try (Passphrase password = GeneratedPassphrase.generate(GeneratedKeys.RANDOM);
                Passphrase wrong = Passphrase.copyOf("wrong".toCharArray())) {
            MasterCopy copy = copy(PasswordRecipient.of(password, GeneratedKeys.RANDOM));
            assertRestores(new PasswordOpener(password), copy);
            assertThatThrownBy(() -> new PasswordOpener(wrong).restore(copy, GeneratedKeys.RANDOM))
                    .isInstanceOf(WrongSecretException.class);
        }
    }

    @Test
    void emptyPassword_isRefused() {
        try (Passphrase empty = Passphrase.copyOf(new char[0])) {
            PasswordRecipient recipient = PasswordRecipient.of(empty, GeneratedKeys.RANDOM);
            assertThatThrownBy(() -> recipient.requireFit(target))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void passwordOfElevenCharacters_isRefused_andTwelvePass() throws Exception {
        for (String weak : List.of("x", "elevenchars", "\uD83D\uDD11".repeat(11))) {
            try (Passphrase password = word(weak)) {
                PasswordRecipient recipient = PasswordRecipient.of(password, GeneratedKeys.RANDOM);
                assertThatThrownBy(() -> copy(recipient))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage("the password of the copy has fewer than 12 characters")
                        .extracting(e -> ((RefusedException) e).reason())
                        .isEqualTo(Reason.PASSPHRASE_WEAK);
            }
        }
        try (Passphrase password = word("twelve chars")) {
            MasterCopy copy = copy(PasswordRecipient.of(password, GeneratedKeys.RANDOM));
            assertThat(copy.manifest().recipients().get(0).notes()).isEmpty();
        }
    }

    @Test
    void weakPasswordThatIsAllowed_isInTheManifest_andAnEmptyOneNeverPasses() throws Exception {
        try (Passphrase password = word("x");
                Passphrase empty = word("")) {
            MasterCopy copy =
                    copy(PasswordRecipient.of(password, GeneratedKeys.RANDOM).allowingWeak(true));
            assertThat(copy.manifest().recipients().get(0).notes())
                    .containsExactly("weak password allowed: fewer than 12 characters");
            assertRestores(new PasswordOpener(password), copy);
            PasswordRecipient none =
                    PasswordRecipient.of(empty, GeneratedKeys.RANDOM).allowingWeak(true);
            assertThatThrownBy(() -> none.requireFit(target)).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void weakPassphraseOfAShare_isRefused_orInTheManifest() throws Exception {
        List<Passphrase> holders = List.of(word("anna's passphrase"), word("ben"));
        assertThatThrownBy(
                        () -> SharesRecipient.splitByPassphrase(2, holders, GeneratedKeys.RANDOM))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the passphrase of share 2 has fewer than 12 characters");
        try (SharesRecipient shares =
                SharesRecipient.splitByPassphrase(2, holders, GeneratedKeys.RANDOM, true)) {
            assertThat(copy(shares).manifest().recipients().get(0).notes())
                    .containsExactly(
                            "weak passphrase of share 2 allowed: fewer than 12 characters");
        }
    }

    @Test
    void generatedPassphrase_hasSevenGroupsAndNeverComesTwice() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            try (Passphrase generated = GeneratedPassphrase.generate(GeneratedKeys.RANDOM)) {
                String text = generated.withRawSecretChars(String::new);
                assertThat(text).matches("[a-km-z2-9]{4}(-[a-km-z2-9]{4}){6}");
                made.add(text);
            }
        }
        assertThat(made).hasSize(1000);
    }

    @Test
    void drillOfAnotherKey_fails() throws Exception {
        MasterCopy copy = copy(CertificateRecipient.of(certificate("escrow")));
        Fingerprint other = Fingerprint.of(GeneratedKeys.rsa(2048, "other").getPublic());
        assertThatThrownBy(() -> SoftwareDrill.prove(key("tenant"), copy, other, DRILL))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the restored key is not the expected one");
        assertThatThrownBy(() -> SoftwareDrill.prove(key("other"), copy, other, DRILL))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "a signature by the restored key does not verify with the copy's public key");
    }

    @Test
    void sealedShareWithABitFlipped_givesTheOneError() throws Exception {
        byte[] sealed;
        try (SharesRecipient shares = threeHolders()) {
            sealed = shares.wrap(target).sealedShares().get(0);
        }
        int refused = 0;
        int tried = 0;
        for (int at = 0; at < sealed.length; at += 5) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            tried++;
            try {
                SealedShare.open(changed, GeneratedKeys.rsa(2048, "anna").getPrivate()).close();
            } catch (KeyTransferException e) {
                refused++;
            }
        }
        // The names of the issuer and of the content encryption are not authenticated.
        assertThat(refused).isGreaterThan(tried * 8 / 10);
    }
}
