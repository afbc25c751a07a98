package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.pkcs11.TokenKeyType;
import java.util.Optional;

/** The kind of a key in a vault, where nothing else says it. */
public record KindOptions(Given given) {

    public static final Opt<TokenKeyType> TYPE =
            Opt.of(
                    "--type rsa|ec|aes",
                    Kind.words(TokenKeyType.class, "key type"),
                    "kind of the key (default: rsa, or what a blob's length says); only a Managed HSM accepts aes");

    public static final Opt<String> CURVE =
            Opt.of(
                    "--curve P-256|P-384|P-521",
                    Kind.TEXT.offering("P-256", "P-384", "P-521"),
                    "curve of a key of type ec (default: P-256)");

    public static final Rows ROWS = Rows.of(KindOptions.class).and(TYPE, CURVE);

    VaultKeyKind kind() throws KeyTransferException {
        TokenKeyType type = given.get(TYPE);
        String curve = given.get(CURVE);
        if (type != TokenKeyType.EC) {
            if (curve != null) {
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT, "--curve is only for EC keys", "add --type ec");
            }
            return type == TokenKeyType.AES ? VaultKeyKind.AES : VaultKeyKind.RSA;
        }
        return VaultKeyKind.ofCurve(curve == null ? Curve.P256 : Curve.ofJwkName(curve));
    }

    /** Returns the kind, if one of the options was given. */
    Optional<VaultKeyKind> stated() throws KeyTransferException {
        return given.has(TYPE) || given.has(CURVE) ? Optional.of(kind()) : Optional.empty();
    }

    /** Returns a known key's kind, which the options must not contradict. */
    VaultKeyKind kindOf(KeyDescription known) throws KeyTransferException {
        VaultKeyKind kind = VaultKeyKind.of(known);
        if (stated().filter(other -> other != kind).isPresent()) {
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
