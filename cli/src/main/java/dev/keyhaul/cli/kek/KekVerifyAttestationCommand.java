package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
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
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;

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
                    .and(JsonOption.ROWS)
                    .and(FILE, KID, KEK, HSM_OWNER_SHA256);

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
        KekRecord attested =
                InputFile.parsed(
                        file, json, KekRecord::parse, FileKind.ATTESTATION, FileKind.KEK_RECORD);
        KeyIdentifier wanted = given.find(KID).orElse(attested.kid());
        Path kek = given.get(KEK);
        if (kek != null) {
            requireSame(KekFile.describedIn(kek), attested, wanted);
        }
        AttestationCheck check =
                AttestationCheck.verify(
                        attestation,
                        wanted,
                        attested.publicKey(),
                        given.get(HSM_OWNER_SHA256),
                        Clock.systemUTC().instant());
        if (!wanted.equals(attested.kid())) {
            console.warn("the file has the identifier " + attested.kid());
        }
        console.report(report(check, wanted, attested.publicKey()), HEADLINE);
    }

    private JsonObject report(AttestationCheck check, KeyIdentifier verified, PublicKey attested) {
        JsonObject.Builder attributes = JsonObject.builder();
        check.attributes().forEach(attributes::put);
        return JsonObject.builder()
                .put("verdict", "verified")
                .put("proven", check.sentence())
                .put("kid", verified.toString())
                .put("fingerprint", Fingerprint.of(attested).toString())
                .put("partition", check.partition())
                .put("owner", check.owner())
                .put("owner_fingerprint", check.ownerKey().toString())
                .put("owner_compared", given.get(HSM_OWNER_SHA256) != null)
                .put("attributes", attributes.build())
                .put("not_proven", check.notProven())
                .build();
    }

    /** The file's key is compared with the attested one later. */
    private static void requireSame(LintContext.Kek kek, KekRecord attested, KeyIdentifier kid)
            throws CheckFailedException {
        if (!kek.publicKey().equals(attested.publicKey())) {
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
