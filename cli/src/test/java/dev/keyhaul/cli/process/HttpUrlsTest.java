package dev.keyhaul.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** URLs of http are read as the JDK reads them, and never opened. */
final class HttpUrlsTest {
    private final HttpUrls handlers = new HttpUrls();

    @Test
    @SuppressWarnings("deprecation") // JDK 20 has URL.of instead, JDK 17 does not.
    void http_isReadAndNotOpened() throws Exception {
        String text = "http://user@host:8080/path?query#part";
        URL url = new URL(null, text, handlers.createURLStreamHandler("http"));

        assertThat(url).hasToString(text).hasHost("host").hasPort(8080).hasPath("/path");
        assertThat(url.getDefaultPort()).isEqualTo(80);
        assertThatThrownBy(url::openStream)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without TLS");
    }

    @Test
    void otherProtocols_areLeftToTheJdk() {
        for (String protocol : new String[] {"https", "file", "jar", "jrt", "ftp", "mailto"}) {
            assertThat(handlers.createURLStreamHandler(protocol)).isNull();
        }
    }
}
