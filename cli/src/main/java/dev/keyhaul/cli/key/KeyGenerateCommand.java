package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key. */
public final class KeyGenerateCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("fingerprint", "label", "type", "bits", "attributes");

    @Mixin private NewTokenKeyOptions place = new NewTokenKeyOptions();

    @Option(
            names = "--bits",
            paramLabel = "N",
            description =
                    "length of a target key: RSA 1024, 2048, 3072 or 4096 (default: 2048), AES 128, 192"
                            + " or 256 (default: 256)")
    private @Nullable Integer bits;

    @Option(
            names = "--type",
            paramLabel = "rsa|ec|aes",
            description = "type of a target key (default: rsa)")
    private @Nullable TokenKeyType type;

    @Option(
            names = "--curve",
            paramLabel = "P-256|P-384|P-521",
            description = "curve of a target key of type ec (default: P-256)")
    private @Nullable String curve;

    @Option(
            names = "--purpose",
            paramLabel = "target|recovery|wrapping|evidence",
            description = "the purpose of the key (default: target)")
    private KeyPurpose purpose = KeyPurpose.TARGET;

    @Option(
            names = "--not-extractable",
            description =
                    "make a target key that can never be wrapped: it can have no blob and no master copy")
    private boolean notExtractable;

    @Override
    protected void run(Console console) throws KeyTransferException {
        KeyRequest request = request();
        if (request.type() == TokenKeyType.RSA && request.lengthBits() == 1024) {
            console.warn("RSA-1024 does not protect an active key adequately");
        }
        try (TokenLease opened = CommandTokens.byLabel(place.token, access.token, console)) {
            KeyInfo made = opened.token().generate(request);
            RecordFacts.generated(console.record(), purpose, made, opened.token());
            console.report(
                    ModuleReport.in(
                            TokenKeyReport.brief(made, opened.token()), opened.token().module()),
                    HEADLINE);
        }
    }

    private KeyRequest request() throws KeyTransferException {
        KeyRequest request = KeyRequest.of(purpose, place.label());
        if (type != null) {
            request = request.ofType(type);
        }
        if (curve != null) {
            request = request.onCurve(curve(curve));
        } else if (bits != null) {
            request = request.withLengthBits(bits);
        }
        Optional<byte[]> id = place.id();
        if (id.isPresent()) {
            request = request.withId(id.get());
        }
        return notExtractable ? request.notExtractable() : request;
    }

    private KeyDescription.Curve curve(String name) throws KeyTransferException {
        if (type != TokenKeyType.EC) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT, "--curve is only for EC keys", "add --type ec");
        }
        if (bits != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--curve and --bits both state the length of an EC key",
                    "leave out --bits");
        }
        return KeyDescription.Curve.ofJwkName(name);
    }
}
