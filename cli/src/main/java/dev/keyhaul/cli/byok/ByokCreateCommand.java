package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.report.ReportJson;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.OpenedSource;
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
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.report.BlobReport;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.report.ControlsReport;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.workflow.BlobCreation;
import dev.keyhaul.workflow.CiphertextFile;
import dev.keyhaul.workflow.Output;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a blob. */
public record ByokCreateCommand(Given given) implements Command {
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

    public static final Opt.Sure<Path> OUT = Opt.output("-o --out F.byok", "the blob").required();

    static final Opt.Sure<BlobFormat> FORMAT =
            Opt.of(
                            "--format azure|aws|gcp|rsa-aes",
                            Kind.words(BlobFormat.class, "format"),
                            "azure (default), or only the ciphertext: aws and gcp for their services, rsa-aes"
                                    + " for another token's 'key import'")
                    .orElse(BlobFormat.AZURE);

    static final Opt<OaepHash> OAEP =
            Opt.of(
                    "--oaep sha1|sha256",
                    Kind.words(OaepHash.class, "hash"),
                    "the hash for OAEP (default: sha1, which every token supports); not for azure");

    public static final Opt.Sure<Boolean> REHEARSAL =
            Opt.flag(
                    "--rehearsal",
                    "allow a KEK of the local vault: the key is for rehearsal",
                    Not.REHEARSES);

    public static final Rows ROWS =
            Rows.of(ByokCreateCommand.class)
                    .reporting(Report.class)
                    .and(
                            ApprovalOptions.ROWS,
                            AccessOptions.ROWS,
                            TargetOptions.ROWS,
                            KekOptions.ROWS)
                    .and(OUT, FORMAT, OAEP)
                    .and(CloudOptions.ROWS)
                    .and(REHEARSAL)
                    .and(WrapOptions.ROWS, ProfileOption.ROWS, OverwriteOption.ROWS)
                    .loadingAhead(ByokCreateCommand::loadAhead);

    /** A key that was wrapped. */
    record Report(BlobReport blob, ControlsReport controls, CopiesReport copies) {}

    /** For a key from a file, which this process wraps itself. */
    private static void loadAhead(Given given) {
        if (given.find(TargetOptions.KEY).filter(Sources::mayBeSoftware).isPresent()) {
            Thread loader = new Thread(RsaAesKeyWrap::load, "keyhaul-load");
            loader.setDaemon(true);
            loader.start();
        }
    }

    @Override
    public void run(Call call) throws KeyTransferException {
        Path out = given.get(OUT);
        BlobFormat format = given.get(FORMAT);
        boolean isAzure = format == BlobFormat.AZURE;
        if (isAzure && oaepHash() != OaepHash.SHA1) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "format azure uses OAEP with SHA-1 only",
                    "leave --oaep out, or give --format");
        }
        new CloudOptions(given).check(format, new KekOptions(given), given.has(OAEP));
        OutputFile checked = new OverwriteOption(given).at(out, call.console());
        Output file = new Output(out, checked::write);
        new TargetOptions(given).check(format);
        BlobCreation creation = new BlobCreation(call.act());
        if (isAzure) {
            transferBlob(creation, file, call);
        } else {
            ciphertextAlone(creation, file, call);
        }
    }

    private OaepHash oaepHash() {
        return given.find(OAEP).orElse(OaepHash.SHA1);
    }

    private void transferBlob(BlobCreation creation, Output file, Call call)
            throws KeyTransferException {
        Console console = call.console();
        TargetOptions target = new TargetOptions(given);
        KeyExchangeKey kek = new KekOptions(given).read(call.needsApproval(), console);
        BlobWrapper wrapper =
                new ProfileOption(given).wrapper(kek, access(), given.get(REHEARSAL)).build();
        if (target.isWrapped()) {
            KeyTransferBlob blob =
                    creation.blob(
                            wrapper,
                            target.wrapped(console),
                            target.expected(),
                            "another tool",
                            file);
            report(
                    BlobReport.of(file.path(), blob, kek),
                    new ControlsReport(Optional.empty()),
                    CopiesReport.of(Stream.empty()),
                    console);
            return;
        }
        try (CommandWrapPolicy policy = policy(console);
                OpenedSource opened = opened(policy, console)) {
            policy.applyTo(opened.key());
            KeyTransferBlob blob = creation.blob(wrapper, opened.key(), opened.place(), file);
            report(
                    BlobReport.of(file.path(), blob, kek),
                    policy.controls(List.of(blob.wrapped().proof())),
                    policy.copies(opened.token().stream().toList()),
                    console);
        }
    }

    private void ciphertextAlone(BlobCreation creation, Output file, Call call)
            throws KeyTransferException {
        Console console = call.console();
        KekOptions keks = new KekOptions(given);
        String format = given.get(FORMAT).label();
        Path answer = new CloudOptions(given).file().orElse(null);
        CloudImport cloud = null;
        BareWrappingKey kek;
        CiphertextFile to;
        if (answer == null) {
            kek = keks.readBare(call.needsApproval(), console.record());
            to = CiphertextFile.of(file, format, keks.file(), oaepHash());
        } else {
            try (KekFile read = KekFile.read(answer)) {
                cloud = new CloudOptions(given).read(read, Clock.systemUTC().instant());
                kek =
                        keks.ofAnswer(
                                cloud.wrappingKey(), read, call.needsApproval(), console.record());
            }
            to =
                    CiphertextFile.of(file, format, answer, cloud.oaepHash())
                            .forService(
                                    cloud::requireTakes,
                                    ReportJson.texts(cloud.facts()),
                                    cloud.isDirect());
            Optional<CloudImport.Companion> second = cloud.companion();
            if (second.isPresent()) {
                // What would fail is found before a key is opened.
                OutputFile beside =
                        new OverwriteOption(given).at(second.get().beside(file.path()), console);
                to =
                        to.with(
                                new Output(beside.path(), beside::write),
                                second.get().what(),
                                second.get().content());
            }
        }
        try (CommandWrapPolicy policy = policy(console);
                OpenedSource opened = opened(policy, console)) {
            policy.applyTo(opened.key());
            WrappedKey wrapped =
                    creation.ciphertext(
                            kek,
                            opened.key(),
                            opened.place(),
                            to,
                            new ProfileOption(given).profile(),
                            access().allowWeakKey());
            report(
                    BlobReport.of(file.path(), wrapped, kek, cloud),
                    policy.controls(List.of(wrapped.proof())),
                    policy.copies(opened.token().stream().toList()),
                    console);
        }
    }

    private CommandWrapPolicy policy(Console console) throws KeyTransferException {
        return new WrapOptions(given).open(access().token().module(), console);
    }

    private OpenedSource opened(CommandWrapPolicy policy, Console console)
            throws KeyTransferException {
        TypedSource source = new TargetOptions(given).source();
        return policy.opened(() -> OpenedSource.of(source, access(), console));
    }

    private static void report(
            BlobReport made, ControlsReport controls, CopiesReport copies, Console console) {
        console.report(new Report(made, controls, copies), HEADLINE);
    }
}
