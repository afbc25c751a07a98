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
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.workflow.record.RecordFacts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes a key. */
public final class KeyDeleteCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE = Headline.of("deleted");

    private static final MeantKey MEANT = new MeantKey("key delete", "delete", "deleted");

    @Mixin private KeySourceOption source = new KeySourceOption();

    @Option(names = "--expect", paramLabel = "PUB|sha256:HEX", description = MeantKey.OPTION)
    private @Nullable String expect;

    @Override
    protected void run(Console console) throws KeyTransferException {
        TokenUri uri = OpenedSource.tokenUri(source.source);
        try (TokenLease opened = CommandTokens.open(uri, access.token, console)) {
            KeyInfo key = opened.token().find(uri.key());
            RecordFacts.key(console.record(), KeyFact.TARGET, key, opened.token());
            MEANT.require(key, opened.token(), expect);
            ApprovalSubject subject = MEANT.subject(key, opened.token());
            String name = MeantKey.name(key, opened.token());
            approve(subject, WorkKeys.none(), console);
            opened.token().delete(key);
            console.report(
                    ModuleReport.in(
                            JsonObject.builder().put("deleted", name).build(),
                            opened.token().module()),
                    HEADLINE);
        }
    }
}
