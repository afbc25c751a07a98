package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.report.GuardReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Optional;

/** Forbids that a key is ever wrapped out. */
public record KeyMakeUnextractableCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("fingerprint", "label", "type", "bits", "attributes")
                    .always("guard_not_shown");

    private static final MeantKey MEANT =
            new MeantKey("key make-unextractable", "make unextractable", "made unextractable");

    public static final Opt<String> EXPECT =
            Opt.of("--expect PUB|sha256:HEX", Kinds.textOrFile(), MeantKey.OPTION, Not.PROVES);

    public static final Rows ROWS =
            Rows.of(KeyMakeUnextractableCommand.class)
                    .reporting(Report.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, KeySourceOption.ROWS)
                    .and(EXPECT)
                    .and(CopiesBeforeSeal.ROWS);

    /** A key that can no longer be wrapped. */
    record Report(TokenKeyReport key, GuardReport guard, ModuleReport.Used module) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        TokenUri uri = OpenedSource.tokenUri(new KeySourceOption(given).source());
        try (TokenLease opened = CommandTokens.open(uri, access().token(), console)) {
            Token token = opened.token();
            KeyInfo key = token.find(uri.key());
            RecordFacts.key(console.record(), KeyFact.TARGET, key, token);
            MEANT.require(key, token, given.get(EXPECT));
            ApprovalSubject subject = MEANT.subject(key, token);
            Optional<Fingerprint> known = token.fingerprint(key);
            if (known.isPresent()) {
                subject = new CopiesBeforeSeal(given).require(known.get(), subject, console);
            }
            call.approve(subject, WorkKeys.none());
            KeyInfo sealed = token.seal(key);
            RecordFacts.key(console.record(), KeyFact.TARGET, sealed, token);
            console.report(
                    new Report(
                            TokenKeyReport.of(sealed, token),
                            GuardReport.of(sealed),
                            ModuleReport.Used.of(token.module())),
                    HEADLINE);
        }
    }
}
