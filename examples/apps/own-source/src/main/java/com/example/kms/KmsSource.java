package com.example.kms;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.nio.file.Path;

/** {@code kms:http://HOST:PORT/KEY}: a key in a service that wraps it, and never shows it. */
public final class KmsSource implements KeySource {
    /** Makes the source. */
    public KmsSource() {}

    @Override
    public String scheme() {
        return "kms";
    }

    @Override
    public String form() {
        return "kms:http://HOST:PORT/KEY";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder)
            throws KeyTransferException {
        if (!rest.matches("http://[^/]+/[a-z0-9-]+")) {
            throw new MalformedIdentifierException(
                    Reason.SOURCE_FORM,
                    "not a key of the service: " + rest,
                    "write " + form());
        }
        return new InService(rest);
    }

    private record InService(String url) implements NamedKey {
        @Override
        public Secret secret() {
            return Secret.NONE;
        }

        @Override
        public boolean mayBeSoftware() {
            return false;
        }

        @Override
        public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
            KmsClient client = new KmsClient(url);
            context.tell("the service answers at " + url);
            return OpenedKey.of(new KmsKey(client, PublicKeyEncoding.parseKey(client.publicKey())));
        }
    }
}
