package dev.keyhaul.cli.process;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers for {@code http} URLs before the JDK looks for somebody who does, in every jar: it makes
 * such a URL when the first cipher is asked for ({@code javax.crypto.JceSecurity}, JDK 17 to 25),
 * and opening some 30 jars takes 20 ms or more of a start.
 *
 * <p>These URLs can be read, as by the JDK's own handler, and not opened: nothing here fetches
 * anything through a {@link URLConnection} without TLS. {@code https} is the JDK's.
 */
public final class HttpUrls implements URLStreamHandlerFactory {
    private static final int PORT = 80;

    /** Installs it for the whole process, once. */
    public static void install() {
        URL.setURLStreamHandlerFactory(new HttpUrls());
    }

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals("http") ? new Handler() : null;
    }

    private static final class Handler extends URLStreamHandler {
        @Override
        protected int getDefaultPort() {
            return PORT;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("no connection without TLS");
        }
    }
}
