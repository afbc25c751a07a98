package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies a Managed HSM's attestation. */
public record KekVerifyAttestationCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                            "verdict",
                            "kid",
                            "fingerprint",
                            "proven",
                            "partition",
                            "owner",
                            "owner_fingerprint",
                            "owner_compared")
                    .always("not_proven");

    private static final int MAX_BYTES = 1024 * 1024;

    static final Opt.Sure<Path> FILE =
            Opt.positional("FILE", Kind.PATH, "the attestation", new Reads()).required();

    static final Opt<KeyIdentifier> KID =
            Opt.of(
                    "--kid URL",
                    Kinds.keyId(),
                    "the key's identifier with version (default: the one in the file)",
                    Not.PROVES);

    static final Opt<Path> KEK =
            Opt.input(
                    "--kek KEK",
                    "the key that must be the attested one: its record, the JSON of 'az keyvault"
                            + " key show', or its public key in PEM or DER");

    static final Opt<Fingerprint> HSM_OWNER_SHA256 =
            Opt.of(
                    "--hsm-owner-sha256 HEX",
                    Kinds.fingerprint(),
                    "the fingerprint of the owner's key, obtained out of band once for a Managed"
                            + " HSM",
                    Not.PROVES);

    public static final Rows ROWS =
            Rows.of(KekVerifyAttestationCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS)
                    .and(FILE, KID, KEK, HSM_OWNER_SHA256);

    /**
     * A key of a Managed HSM whose attestation was verified.
     *
     * @param verdict the result in words
     * @param proven what is proven, in a sentence
     * @param kid the key's versioned identifier
     * @param fingerprint the key's fingerprint: SHA-256 of its SubjectPublicKeyInfo
     * @param partition the HSM's partition, by its certificate
     * @param owner the owner of the partition, by its certificate
     * @param ownerFingerprint the fingerprint of the owner's key
     * @param ownerCompared whether it was compared with --hsm-owner-sha256
     * @param attributes the attributes of the private key that matter, by their names in PKCS#11
     * @param notProven what is not proven
     */
    record Report(
            String verdict,
            String proven,
            String kid,
            Fingerprint fingerprint,
            String partition,
            String owner,
            Fingerprint ownerFingerprint,
            boolean ownerCompared,
            Map<String, Boolean> attributes,
            List<String> notProven) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path file = given.get(FILE);
        byte[] json = InputFile.read(file, MAX_BYTES);
        HsmAttestation attestation =
                InputFile.parsed(
                        file,
                        json,
                        HsmAttestation::parse,
                        FileKind.ATTESTATION,
                        FileKind.KEK_RECORD);
        Optional<KekRecord> record =
                HsmAttestation.isAlone(json)
                        ? Optional.empty()
                        : Optional.of(
                                InputFile.parsed(
                                        file,
                                        json,
                                        KekRecord::parse,
                                        FileKind.ATTESTATION,
                                        FileKind.KEK_RECORD));
        KeyIdentifier wanted =
                given.find(KID)
                        .or(() -> record.map(KekRecord::kid))
                        .orElseThrow(KekVerifyAttestationCommand::noIdentifier);
        RSAPublicKey attested =
                record.isPresent() ? record.get().publicKey() : attestation.claimedKey();
        Path kek = given.get(KEK);
        if (kek != null) {
            requireSame(KekFile.describedIn(kek), attested, wanted);
        }
        AttestationCheck check =
                AttestationCheck.verify(
                        attestation,
                        wanted,
                        attested,
                        given.get(HSM_OWNER_SHA256),
                        Clock.systemUTC().instant());
        record.map(KekRecord::kid)
                .filter(said -> !said.equals(wanted))
                .ifPresent(said -> console.warn("the file has the identifier " + said));
        console.report(
                new Report(
                        "verified",
                        check.sentence(),
                        wanted.toString(),
                        Fingerprint.of(attested),
                        check.partition(),
                        check.owner(),
                        check.ownerKey(),
                        given.find(HSM_OWNER_SHA256).isPresent(),
                        check.attributes(),
                        check.notProven()),
                HEADLINE);
    }

    private static UsageException noIdentifier() {
        return new UsageException(
                Reason.OPTION_MISSING,
                "the file is an attestation alone: it does not say of which key",
                "give --kid https://POOL.managedhsm.azure.net/keys/NAME/VERSION");
    }

    /** The file's key is compared with the attested one later. */
    private static void requireSame(LintContext.Kek kek, RSAPublicKey attested, KeyIdentifier kid)
            throws CheckFailedException {
        if (!kek.publicKey().equals(attested)) {
            throw new CheckFailedException(
                    Reason.KEK_DIFFERS,
                    "the attestation is for a key other than "
                            + Fingerprint.of(kek.publicKey())
                            + ", the KEK of --kek",
                    "download the KEK and its attestation again");
        }
        KeyIdentifier said = kek.record().map(KekRecord::kid).orElse(kid);
        if (!said.equals(kid)) {
            throw new CheckFailedException(
                    Reason.KEK_DIFFERS,
                    "the KEK of --kek is " + said + ", but the key to verify is " + kid,
                    "check --kid; if it is right, download the KEK and its attestation again");
        }
    }
}
