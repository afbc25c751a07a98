package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.pkcs11.TokenKeyType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The kind of a key in a vault, where nothing else says it. */
final class KindOptions {
    @Option(
            names = "--type",
            paramLabel = "rsa|ec|aes",
            description = "kind of the key (default: rsa); only a Managed HSM accepts aes")
    private @Nullable TokenKeyType type;

    @Option(
            names = "--curve",
            paramLabel = "P-256|P-384|P-521",
            description = "curve of a key of type ec (default: P-256)")
    private @Nullable String curve;

    VaultKeyKind kind() throws KeyTransferException {
        if (type != TokenKeyType.EC) {
            if (curve != null) {
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT, "--curve is only for EC keys", "add --type ec");
            }
            return type == TokenKeyType.AES ? VaultKeyKind.AES : VaultKeyKind.RSA;
        }
        return VaultKeyKind.ofCurve(curve == null ? Curve.P256 : Curve.ofJwkName(curve));
    }

    /** Returns a known key's kind, which the options must not contradict. */
    VaultKeyKind kindOf(KeyDescription known) throws KeyTransferException {
        VaultKeyKind kind = VaultKeyKind.of(known);
        if ((type != null || curve != null) && kind() != kind) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "the expected key is "
                            + known.name()
                            + ", but --type or --curve states another kind",
                    "leave them out: the file determines them");
        }
        return kind;
    }
}
