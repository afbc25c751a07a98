package dev.keyhaul.cli.tpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report on a domain says of the key's home, the chain and the templates. */
final class TpdReportTest {
    private static final String ID = "{78862306-1fb3-4251-b83d-143db199f5d5}";

    @TempDir private Path folder = Path.of("");

    @Test
    void keyOfAnNShield_isNamedAsTheTokenNamesIt() throws Exception {
        TpdWriter keyless =
                TpdWriter.of(GeneratedKeys.rsaPrivate(2048))
                        .cspName("nCipher Enhanced Cryptographic Provider");

        assertThat(inspect(keyless.keyless()).string("key_identifier"))
                .isEqualTo("application mscapi, ident _DRMS_contoso");
        assertThat(inspect(keyless.cspName("Luna Cryptographic Services")).string("key_identifier"))
                .isEqualTo("_DRMS_contoso");
    }

    @Test
    void templates_thatGrantAnyone_areNamed() throws Exception {
        JsonObject domain =
                inspect(
                        TpdWriter.of(GeneratedKeys.rsaPrivate(2048))
                                .template(Certificates.template(ID, "Staff"))
                                .template(
                                        Certificates.template(
                                                ID,
                                                "Public",
                                                "<ID type=\"Internal\">Anyone</ID>")));

        assertThat(domain.strings("templates")).containsExactly("Staff", "Public");
        assertThat(domain.strings("templates_that_grant_anyone")).containsExactly("Public");
        assertThat(domain.string("chain_ends_at")).isEqualTo("Enrollment");
        assertThat(domain.bool("chain_ends_at_microsoft_root")).isFalse();
        assertThat(domain.string("valid_until")).isEqualTo("2261-03-04T05:06");
    }

    private JsonObject inspect(TpdWriter domain) throws Exception {
        Path file = folder.resolve("domain.xml");
        Files.write(file, domain.write());
        Path password = folder.resolve("password");
        Files.writeString(password, TpdWriter.PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                Commands.KEYHAUL.run(
                        List.of(
                                "inspect",
                                file.toString(),
                                "--json",
                                "--password-file",
                                password.toString()),
                        new Console(new PrintStream(out, true, UTF_8), System.err));
        assertThat(code).isZero();
        return JsonObject.parse(out.toByteArray());
    }
}
