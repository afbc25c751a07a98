package dev.keyhaul.cli.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

/** What a console of Windows gets, by its code page. */
class ConsoleEncodingTest {
    @Test
    void codePage_hasItsCharset_andUtf8AndFilesNeedNone() {
        assertThat(ConsoleEncoding.of(437)).contains(Charset.forName("IBM437"));
        assertThat(ConsoleEncoding.of(850)).contains(Charset.forName("IBM850"));
        assertThat(ConsoleEncoding.of(1251)).contains(Charset.forName("windows-1251"));
        assertThat(ConsoleEncoding.of(99999)).contains(US_ASCII);
        assertThat(ConsoleEncoding.of(65001)).isEmpty();
        assertThat(ConsoleEncoding.of(0)).isEmpty();
    }

    @Test
    void letters_areOfTheCodePage_andOthersAreEscaped() throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        ConsoleEncoding encoded = new ConsoleEncoding(console, Charset.forName("IBM437"));

        // Byte by byte: a letter of UTF-8 may come in parts.
        for (byte each : "tenant ö ключ 🔑\n".getBytes(UTF_8)) {
            encoded.write(each);
        }

        assertThat(console.toString(Charset.forName("IBM437")))
                .isEqualTo("tenant ö \\u043a\\u043b\\u044e\\u0447 \\ud83d\\udd11\n");
    }
}
