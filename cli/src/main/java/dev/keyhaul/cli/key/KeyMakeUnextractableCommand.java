package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forbids that a key is ever wrapped out. */
public final class KeyMakeUnextractableCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("fingerprint", "label", "type", "bits", "attributes");

    private static final MeantKey MEANT =
            new MeantKey("key make-unextractable", "make unextractable", "made unextractable");

    @Mixin private KeySourceOption source = new KeySourceOption();

    @Option(names = "--expect", paramLabel = "PUB|sha256:HEX", description = MeantKey.OPTION)
    private @Nullable String expect;

    @Mixin private CopiesBeforeSeal copies = new CopiesBeforeSeal();

    @Override
    protected void run(Console console) throws KeyTransferException {
        TokenUri uri = OpenedSource.tokenUri(source.source);
        try (TokenLease opened = CommandTokens.open(uri, access.token, console)) {
            KeyInfo key = opened.token().find(uri.key());
            RecordFacts.key(console.record(), KeyFact.TARGET, key, opened.token());
            MEANT.require(key, opened.token(), expect);
            ApprovalSubject subject = MEANT.subject(key, opened.token());
            Optional<Fingerprint> known = opened.token().fingerprint(key);
            approve(
                    known.isPresent() ? copies.require(known.get(), subject, console) : subject,
                    WorkKeys.none(),
                    console);
            KeyInfo sealed = opened.token().seal(key);
            RecordFacts.key(console.record(), KeyFact.TARGET, sealed, opened.token());
            console.report(
                    ModuleReport.in(
                            TokenKeyReport.brief(sealed, opened.token()), opened.token().module()),
                    HEADLINE);
        }
    }
}
