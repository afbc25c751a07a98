package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;

/**
 * {@code pkcs11:token=NAME;object=LABEL}: a key in a token, named by its URI (RFC 7512).
 *
 * <pre>{@code
 * KeySources sources = KeySources.of(List.of(new TokenSource()));
 * SourceContext context =
 *         SourceContext.of(SourceSecrets.ofPin(() -> Passphrase.read(pinFile)));
 * try (OpenedKey opened = sources.parse("pkcs11:token=hsm;object=tenant").open(context)) {
 *     BlobWrapper.under(kek).build().wrap(opened.key()).writeTo(blobFile);
 * }
 * }</pre>
 *
 * <p>The PKCS#11 module is the one of a {@link TokenAccess} that the context shares, or else the
 * {@code module-path} of a URI that is a {@link TypedSource}, or else one at a known path: no other
 * text can name one, or the file of a PIN. No environment variable is read. Stateless: any thread
 * may use it.
 *
 * @since 0.1.0
 */
public final class TokenSource implements KeySource {
    /** Makes the source. */
    public TokenSource() {}

    @Override
    public String scheme() {
        return "pkcs11";
    }

    @Override
    public String form() {
        return "pkcs11:token=NAME;object=LABEL";
    }

    @Override
    public NamedTokenKey parse(String rest, Path baseFolder) throws KeyTransferException {
        Arguments.notNull("rest", rest, "baseFolder", baseFolder);
        return new NamedTokenKey(TokenUri.parse(scheme() + ":" + rest));
    }

    @Override
    public NamedTokenKey parse(TypedSource typed) throws KeyTransferException {
        return new NamedTokenKey(TokenUri.parse(typed));
    }
}
