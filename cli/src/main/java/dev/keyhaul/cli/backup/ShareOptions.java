package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.destination.RecipientCertificate;
import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.NewSecret;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** What the shares of a new copy are sealed by: certificates, or a passphrase of each holder. */
public record ShareOptions(Given given) {

    static final Opt.Sure<List<Path>> SHARE_TO =
            Opt.input("--share-to CERT", "certificate of a share's holder; once for each share")
                    .many();

    static final Opt.Sure<List<Path>> SHARE_PASSWORD_FILE =
            Opt.input(
                            "--share-password-file FILE",
                            "instead of --share-to: passphrase of a share's holder; once for each share (default: each holder types it at the terminal)",
                            Not.SECRET)
                    .many();

    public static final Rows ROWS =
            Rows.of(ShareOptions.class, Heading.RECIPIENTS).and(SHARE_TO, SHARE_PASSWORD_FILE);

    /**
     * A set of shares, and who holds them.
     *
     * @param recipient the set
     * @param covered its holders, as those who approve read it
     * @param passphrases the holders', to be handed out and closed; none with certificates
     */
    record Holders(SharesRecipient recipient, String covered, List<NewSecret> passphrases) {}

    Holders split(RecipientSpec.Shares among, boolean generate, boolean weakAllowed)
            throws KeyTransferException {
        if (among.needed() < 2 || among.needed() > among.count()) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "shares:" + among.needed() + "/" + among.count() + " is not possible",
                    "M must be at least 2, and at most N");
        }
        List<Path> certificates = given.get(SHARE_TO);
        if (certificates.isEmpty()) {
            return byPassphrase(among, generate, weakAllowed);
        }
        requireOneEach(among, certificates, "--share-to CERT.pem");
        if (!given.get(SHARE_PASSWORD_FILE).isEmpty()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--share-to and --share-password-file cannot be used together",
                    "seal all shares of a copy to certificates, or all with passphrases");
        }
        List<X509Certificate> holders = new ArrayList<>();
        for (Path file : certificates) {
            holders.add(RecipientCertificate.read(file));
        }
        return new Holders(
                SharesRecipient.split(among.needed(), holders, new SecureRandom()),
                holders.stream().map(ShareOptions::name).collect(Collectors.joining(", ")),
                List.of());
    }

    private static String name(X509Certificate holder) {
        return holder.getSubjectX500Principal().getName()
                + " "
                + Fingerprint.of(holder.getPublicKey());
    }

    private static void requireOneEach(
            RecipientSpec.Shares among, List<Path> files, String option) {
        if (files.size() != among.count()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    Console.count(among.count(), "share")
                            + ", but "
                            + Console.count(files.size(), "holder"),
                    "give " + option + " once for each share");
        }
    }

    private Holders byPassphrase(RecipientSpec.Shares among, boolean generate, boolean weakAllowed)
            throws KeyTransferException {
        if (among.count() > Recipient.Shares.MAX_PASSPHRASES) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    among.count() + " shares cannot be sealed with passphrases",
                    "at most "
                            + Recipient.Shares.MAX_PASSPHRASES
                            + " can; to seal more, give a certificate for each with --share-to");
        }
        List<Path> files = given.get(SHARE_PASSWORD_FILE);
        if (!files.isEmpty()) {
            requireOneEach(among, files, "--share-password-file FILE");
            requireDifferent(files, generate);
        }
        List<NewSecret> holders = new ArrayList<>();
        try {
            for (int i = 0; i < among.count(); i++) {
                holders.add(generate ? generated(i) : given(i));
            }
            return new Holders(
                    SharesRecipient.splitByPassphrase(
                            among.needed(),
                            holders.stream().map(NewSecret::secret).toList(),
                            new SecureRandom(),
                            weakAllowed),
                    holders.stream().map(NewSecret::covered).collect(Collectors.joining(", ")),
                    holders);
        } catch (KeyTransferException | RuntimeException e) {
            holders.forEach(NewSecret::close);
            throw e;
        }
    }

    private static void requireDifferent(List<Path> files, boolean generate) {
        if (generate && new HashSet<>(files).size() != files.size()) {
            throw new UsageException(
                    Reason.VALUE_TWICE,
                    "two shares have the same --share-password-file",
                    "use a different file for each share");
        }
    }

    private NewSecret given(int index) throws KeyTransferException {
        List<Path> files = given.get(SHARE_PASSWORD_FILE);
        Path file = files.isEmpty() ? null : files.get(index);
        String what = "passphrase of share " + (index + 1);
        return NewSecret.given(
                SecretSource.of(what, "--share-password-file once for each share")
                        .fromFile(file)
                        .readNew("New " + what),
                file == null ? "typed" : "given, in " + file.toAbsolutePath());
    }

    private NewSecret generated(int index) throws KeyTransferException {
        List<Path> files = given.get(SHARE_PASSWORD_FILE);
        return files.isEmpty()
                ? RecipientOptions.shown(
                        "Passphrase of share " + (index + 1),
                        "Holder "
                                + (index + 1)
                                + ": write it down, then press Enter to clear the screen. ")
                : NewSecret.intoFile(RecipientOptions::generated, files.get(index));
    }
}
