package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.cli.source.WrapOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.report.BlobReport;
import dev.keyhaul.workflow.BlobCreation;
import dev.keyhaul.workflow.CiphertextFile;
import dev.keyhaul.workflow.Output;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a blob. */
public final class ByokCreateCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "file",
                            "key_fingerprint",
                            "kid",
                            "kek_fingerprint",
                            "kek_authenticated_by",
                            "method",
                            "proof",
                            "controls")
                    .always("kek_not_proven", "notes")
                    .always("command");

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
            paramLabel = "azure|aws|gcp|rsa-aes",
            description =
                    "azure (default), or only the ciphertext: aws and gcp for their services, rsa-aes"
                            + " for another token's 'key import'")
    private BlobFormat format = BlobFormat.AZURE;

    @Option(
            names = "--oaep",
            paramLabel = "sha1|sha256",
            description =
                    "the hash for OAEP (default: sha1, which every token supports); not for azure")
    private @Nullable OaepHash oaep;

    @Mixin private CloudOptions cloudOptions = new CloudOptions();

    @Option(
            names = "--rehearsal",
            description = "allow a KEK of the local vault: the key is for rehearsal")
    private boolean rehearsal;

    @Mixin private WrapOptions wrap = new WrapOptions();

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
                    Reason.OPTIONS_CONFLICT,
                    "format azure uses OAEP with SHA-1 only",
                    "leave --oaep out, or give --format");
        }
        cloudOptions.check(format, kekOptions, oaep != null);
        OutputFile checked = overwrite.at(out, console);
        Output file = new Output(out, checked::write);
        target.check(format);
        BlobCreation creation = new BlobCreation(act("byok create", console));
        if (format == BlobFormat.AZURE) {
            transferBlob(creation, file, console);
        } else {
            ciphertextAlone(creation, file, console);
        }
    }

    private OaepHash oaepHash() {
        return oaep == null ? OaepHash.SHA1 : oaep;
    }

    private void transferBlob(BlobCreation creation, Output file, Console console)
            throws KeyTransferException {
        KeyExchangeKey kek = kekOptions.read(needsApproval(), console);
        BlobWrapper wrapper = profile.wrapper(kek, access, rehearsal).build();
        if (target.isWrapped()) {
            byte[] wrapped = target.wrapped(console);
            KeyTransferBlob blob =
                    creation.blob(wrapper, wrapped, target.expected(), "another tool", file);
            console.report(BlobReport.of(out, blob, kek), HEADLINE);
            return;
        }
        try (CommandWrapPolicy policy = wrap.open(access.token.module, console);
                OpenedSource opened =
                        policy.opened(() -> OpenedSource.of(target.source(), access, console))) {
            policy.applyTo(opened.key());
            KeyTransferBlob blob = creation.blob(wrapper, opened.key(), opened.place(), file);
            report(BlobReport.of(out, blob, kek), blob.wrapped(), policy, console);
        }
    }

    private void ciphertextAlone(BlobCreation creation, Output file, Console console)
            throws KeyTransferException {
        Path answer = cloudOptions.file().orElse(null);
        CloudImport cloud = null;
        BareWrappingKey kek;
        CiphertextFile to;
        if (answer == null) {
            kek = kekOptions.readBare(needsApproval(), console.record());
            to = CiphertextFile.of(file, format.label(), kekOptions.file, oaepHash());
        } else {
            try (KekFile read = KekFile.read(answer)) {
                cloud = cloudOptions.read(read, Clock.systemUTC().instant());
                kek =
                        kekOptions.ofAnswer(
                                cloud.wrappingKey(), read, needsApproval(), console.record());
            }
            to =
                    CiphertextFile.of(file, format.label(), answer, cloud.oaepHash())
                            .forService(cloud::requireTakes, cloud.facts(), cloud.isDirect());
            Optional<CloudImport.Companion> second = cloud.companion();
            if (second.isPresent()) {
                // What would fail is found before a key is opened.
                OutputFile beside = overwrite.at(second.get().beside(out), console);
                to =
                        to.with(
                                new Output(beside.path(), beside::write),
                                second.get().what(),
                                second.get().content());
            }
        }
        try (CommandWrapPolicy policy = wrap.open(access.token.module, console);
                OpenedSource opened =
                        policy.opened(() -> OpenedSource.of(target.source(), access, console))) {
            policy.applyTo(opened.key());
            WrappedKey wrapped =
                    creation.ciphertext(
                            kek,
                            opened.key(),
                            opened.place(),
                            to,
                            profile.profile,
                            access.allowWeakKey);
            report(BlobReport.of(out, wrapped, kek, cloud), wrapped, policy, console);
        }
    }

    private static void report(
            JsonObject made, WrappedKey wrapped, CommandWrapPolicy policy, Console console) {
        console.report(
                JsonObject.builder()
                        .putAll(made)
                        .putAll(policy.controls(List.of(wrapped.proof())))
                        .build(),
                HEADLINE);
    }
}
