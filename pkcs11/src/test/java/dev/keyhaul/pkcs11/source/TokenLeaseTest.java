package dev.keyhaul.pkcs11.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key of a token as an application opens it: by its URI alone. */
class TokenLeaseTest {
    private final SoftHsm hsm = SoftHsm.create();
    private final List<String> asked = new ArrayList<>();
    private NamedKey key;

    private final SourceSecrets secrets =
            new SourceSecrets() {
                @Override
                public Passphrase password(String of) {
                    throw new AssertionError("no password is needed");
                }

                @Override
                public Passphrase pin(String tokenLabel) {
                    asked.add(tokenLabel);
                    return SoftHsm.pin();
                }
            };

    @BeforeEach
    void load() throws Exception {
        hsm.addToken("hsm", KeyRequest.target("tenant"));
        hsm.module();
        key =
                KeySources.of(List.of(new TokenSource()))
                        .parse(
                                TypedSource.of(
                                        "pkcs11:token=hsm;object=tenant?module-path="
                                                + hsm.modulePath()));
    }

    @AfterEach
    void close() {
        hsm.close();
    }

    @Test
    void key_opensInTheModuleOfItsUri_withTheApplicationsPin() throws Exception {
        try (OpenedKey opened = key.open(SourceContext.of(secrets))) {
            assertThat(opened.key().origin().location()).contains("hsm").contains("tenant");
        }
        assertThat(asked).containsExactly("hsm");
    }

    @Test
    void tokenThatIsShared_asksForNoPin_andStaysOpen() throws Exception {
        try (LeasedTokenKey first = (LeasedTokenKey) key.open(SourceContext.of(secrets))) {
            TokenAccess sharing =
                    (uri, others) ->
                            TokenLease.open(
                                    List.of(first.token()), TokenLeaseTest::noModule, uri, others);
            SourceContext context = SourceContext.of(secrets).sharing(TokenAccess.class, sharing);
            try (OpenedKey second = key.open(context)) {
                assertThat(second.key().description()).isEqualTo(first.key().description());
            }
            assertThat(first.token().token().keys()).hasSize(1);
        }
        assertThat(asked).containsExactly("hsm");
    }

    private static Pkcs11Module noModule(@Nullable Path ofUri) {
        throw new AssertionError("no module is loaded for " + ofUri);
    }
}
