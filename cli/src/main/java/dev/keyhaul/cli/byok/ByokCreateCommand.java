package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.reports.BlobReport;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.option.OverwriteOption;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a blob. */
public final class ByokCreateCommand extends RecordedCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "file",
                            "key_fingerprint",
                            "kid",
                            "kek_fingerprint",
                            "kek_authenticated_by",
                            "method",
                            "proof")
                    .always("kek_not_proven", "notes")
                    .always("command");

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    @Mixin private TargetOptions target = new TargetOptions();

    @Mixin private KekOptions kekOptions = new KekOptions();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.byok",
            description = "the blob")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "azure|aws|gcp",
            description =
                    "azure (default); aws and gcp: only the ciphertext, which 'key import' takes"
                            + " as well")
    private BlobFormat format = BlobFormat.AZURE;

    @Option(
            names = "--oaep",
            paramLabel = "sha1|sha256",
            description =
                    "OAEP's hash (default: sha1, which every token can); sha256 for aws and gcp "
                            + "only")
    private @Nullable OaepHash oaep;

    @Mixin private CloudOptions cloudOptions = new CloudOptions();

    @Option(
            names = "--rehearsal",
            description = "allow a KEK of the local vault: the key is for rehearsal")
    private boolean rehearsal;

    @Mixin private WrapOptions wrap = new WrapOptions();

    @Mixin private ApprovalOptions approval = new ApprovalOptions();

    @Mixin private ProfileOption profile = new ProfileOption();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    /** For a key from a file, which this process wraps itself. */
    @Override
    protected void loadAhead(List<String> arguments) {
        int source = arguments.indexOf("--key") + 1;
        if (source > 0
                && source < arguments.size()
                && Sources.mayBeSoftware(arguments.get(source))) {
            Thread loader = new Thread(RsaAesKeyWrap::load, "keyhaul-load");
            loader.setDaemon(true);
            loader.start();
        }
    }

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (format == BlobFormat.AZURE && oaepHash() != OaepHash.SHA1) {
            throw new UsageException(
                    "format azure has OAEP with SHA-1 only", "leave --oaep out, or give --format");
        }
        cloudOptions.check(format, kekOptions, oaep != null);
        OutputFile file = overwrite.at(out);
        file.requireNot(cloudOptions.file().orElse(kekOptions.file));
        target.check(format, file);
        if (format == BlobFormat.AZURE) {
            transferBlob(file, console);
        } else {
            ciphertextAlone(file, console);
        }
    }

    private OaepHash oaepHash() {
        return oaep == null ? OaepHash.SHA1 : oaep;
    }

    private void transferBlob(OutputFile file, Console console) throws KeyTransferException {
        KeyExchangeKey kek = kekOptions.read(approval.isRequired(), console);
        BlobDoor door = profile.door(kek, access, rehearsal).build();
        Optional<TargetOptions.Wrapped> wrapped = target.wrapped(console);
        if (wrapped.isPresent()) {
            TargetOptions.Wrapped elsewhere = wrapped.get();
            transferBlob(file, elsewhere.under(door), elsewhere.place(), kek, door, console);
        } else {
            try (OpenPolicy policy = wrap.open(console);
                    OpenKey opened = OpenKey.of(target.source(), access, console)) {
                policy.applyTo(opened.key());
                transferBlob(file, opened.key(), opened.place(), kek, door, console);
            }
        }
    }

    private void transferBlob(
            OutputFile file,
            TransferableKey key,
            String place,
            KeyExchangeKey kek,
            BlobDoor door,
            Console console)
            throws KeyTransferException {
        RecordFacts.target(console.record(), key);
        door.check(key).forEach(console::warn);
        approval.require(
                subject(key, place, kek.publicKey(), kek.kid()).with("vault", kek.kid().vault()),
                evidence,
                console);
        KeyTransferBlob blob = door.wrap(key);
        RecordFacts.proof(console.record(), blob.wrapped());
        byte[] content = blob.toFile();
        if (blob.wrapped().proof() == WrapProof.NOT_PROVEN) {
            new BlobGate(content, "the blob", console)
                    .requireClean(
                            LintContext.fileAlone(Clock.systemUTC().instant())
                                    .withKek(LintContext.Kek.of(kek.publicKey()))
                                    .withKid(kek.kid())
                                    .withVault(kek.kid().vault()));
            console.warn("nothing proves which key these bytes hold: another tool wrapped it");
        }
        file.write(content);
        console.record().written("blob", out, content);
        console.report(BlobReport.of(out, content, blob.wrapped(), kek), HEADLINE);
    }

    private ApprovalSubject subject(
            TransferableKey key, String place, RSAPublicKey kek, Object kekIs) {
        return ApprovalSubject.to("byok create")
                .with("key", key.description().fingerprint())
                .with("key_location", place)
                .with("kek", Fingerprint.of(kek))
                .with("kek_is", kekIs)
                .with("format", format.name().toLowerCase(Locale.ROOT))
                .with("oaep", oaepHash())
                .with("output", out);
    }

    private void ciphertextAlone(OutputFile file, Console console) throws KeyTransferException {
        Optional<Path> answer = cloudOptions.file();
        if (answer.isEmpty()) {
            BareWrappingKey kek = kekOptions.readBare(approval.isRequired(), console.record());
            ciphertextAlone(file, kek, Optional.empty(), console);
            return;
        }
        byte[] content = InputFile.read(answer.get(), MAX_ANSWER_BYTES);
        CloudImport cloud = cloudOptions.read(content, Clock.systemUTC().instant());
        oaep = cloud.oaepHash();
        BareWrappingKey kek =
                kekOptions.ofAnswer(
                        cloud.wrappingKey(),
                        answer.get(),
                        content,
                        approval.isRequired(),
                        console.record());
        CloudTarget to = CloudTarget.of(cloud, out, answer.get(), overwrite);
        ciphertextAlone(file, kek, Optional.of(to), console);
    }

    private void ciphertextAlone(
            OutputFile file, BareWrappingKey kek, Optional<CloudTarget> cloud, Console console)
            throws KeyTransferException {
        try (OpenPolicy policy = wrap.open(console);
                OpenKey opened = OpenKey.of(target.source(), access, console)) {
            policy.applyTo(opened.key());
            RecordFacts.target(console.record(), opened.key());
            if (cloud.isPresent()) {
                cloud.get().cloud().requireTakes(opened.key().description());
            }
            kek.check(opened.key(), profile.profile, access.allowWeakKey).forEach(console::warn);
            approval.require(subject(opened, kek, cloud), evidence, console);
            WrappedKey wrapped =
                    cloud.isPresent() && cloud.get().cloud().isDirect()
                            ? kek.wrapDirectly(opened.key(), oaepHash(), profile.profile)
                            : kek.wrap(
                                    opened.key(), oaepHash(), profile.profile, access.allowWeakKey);
            RecordFacts.proof(console.record(), wrapped);
            byte[] content = wrapped.ciphertext();
            wrapped.requireUnchanged(content);
            if (cloud.isPresent()) {
                cloud.get().write(file, content, console);
            } else {
                file.write(content);
            }
            console.record().written("blob", out, content);
            console.report(
                    JsonObject.builder()
                            .putAll(BlobReport.of(out, wrapped, kek))
                            .putAll(
                                    cloud.map(CloudTarget::report)
                                            .orElse(JsonObject.builder().build()))
                            .build(),
                    HEADLINE);
        }
    }

    private ApprovalSubject subject(
            OpenKey opened, BareWrappingKey kek, Optional<CloudTarget> cloud) {
        ApprovalSubject bare =
                subject(
                        opened.key(),
                        opened.place(),
                        kek.publicKey(),
                        cloudOptions.file().orElse(kekOptions.file));
        return cloud.isPresent() ? cloud.get().in(bare) : bare;
    }
}
