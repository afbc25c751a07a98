package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.report.GuardReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a key. */
public record KeyGenerateCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("fingerprint", "label", "type", "bits", "attributes")
                    .alwaysInOneLine("guard_not_shown", "template_without", "open_guards");

    public static final Opt<Integer> BITS =
            Opt.of(
                    "--bits N",
                    Kind.number(),
                    "length of a target key: RSA 1024, 2048, 3072 or 4096 (default: 2048), AES 128, 192"
                            + " or 256 (default: 256)");

    public static final Opt<TokenKeyType> TYPE =
            Opt.of(
                    "--type rsa|ec|aes",
                    Kind.words(TokenKeyType.class, "key type"),
                    "type of a target key (default: rsa)");

    public static final Opt<String> CURVE =
            Opt.of(
                    "--curve P-256|P-384|P-521",
                    Kind.TEXT.offering("P-256", "P-384", "P-521"),
                    "curve of a target key of type ec (default: P-256)");

    public static final Opt.Sure<KeyPurpose> PURPOSE =
            Opt.of(
                            "--purpose target|recovery|wrapping|evidence",
                            Kind.words(KeyPurpose.class, "purpose"),
                            "the purpose of the key (default: target)")
                    .orElse(KeyPurpose.TARGET);

    static final Opt.Sure<Boolean> NOT_EXTRACTABLE =
            Opt.flag(
                    "--not-extractable",
                    "make a target key that can never be wrapped: it can have no blob and no master copy");

    public static final Rows ROWS =
            Rows.of(KeyGenerateCommand.class)
                    .reporting(Report.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, NewTokenKeyOptions.ROWS)
                    .and(BITS, TYPE, CURVE, PURPOSE, NOT_EXTRACTABLE)
                    .and(OpenGuardOption.ROWS);

    /** A key that was made in a token. */
    record Report(
            TokenKeyReport key, GuardReport guard, CopiesReport copies, ModuleReport.Used module) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        NewTokenKeyOptions to = new NewTokenKeyOptions(given);
        KeyRequest request = request(to);
        if (request.type() == TokenKeyType.RSA && request.lengthBits() == 1024) {
            console.warn("RSA-1024 does not protect an active key adequately");
        }
        try (TokenLease opened = CommandTokens.byLabel(to.token(), access().token(), console)) {
            Token token = opened.token();
            new OpenGuardOption(given).applyTo(token);
            KeyInfo made = token.generate(request);
            RecordFacts.generated(console.record(), given.get(PURPOSE), made, token);
            console.report(
                    new Report(
                            TokenKeyReport.of(made, token),
                            GuardReport.of(made),
                            CopiesReport.of(Stream.of(token)),
                            ModuleReport.Used.of(token.module())),
                    HEADLINE);
        }
    }

    private KeyRequest request(NewTokenKeyOptions to) throws KeyTransferException {
        KeyRequest request = KeyRequest.of(given.get(PURPOSE), to.label());
        TokenKeyType type = given.get(TYPE);
        String curve = given.get(CURVE);
        Integer bits = given.get(BITS);
        if (type != null) {
            request = request.ofType(type);
        }
        if (curve != null) {
            request = request.onCurve(curve(curve));
        } else if (bits != null) {
            request = request.withLengthBits(bits);
        }
        Optional<byte[]> id = to.id();
        if (id.isPresent()) {
            request = request.withId(id.get());
        }
        return given.get(NOT_EXTRACTABLE) ? request.notExtractable() : request;
    }

    private KeyDescription.Curve curve(String name) throws KeyTransferException {
        if (given.get(TYPE) != TokenKeyType.EC) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT, "--curve is only for EC keys", "add --type ec");
        }
        if (given.get(BITS) != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--curve and --bits both state the length of an EC key",
                    "leave out --bits");
        }
        return KeyDescription.Curve.ofJwkName(name);
    }
}
