package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Stands before a local vault and moves the date of each answer: as if this host's clock was wrong,
 * which no test can set. (The JDK's server takes no date but its own.)
 */
final class WrongClock implements AutoCloseable {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Pattern DATE = Pattern.compile("(?<=Date: )[A-Z][^\r]{24} GMT");

    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int vaultPort;
    private final Duration later;

    WrongClock(String vaultAddress, Duration later) throws IOException {
        this.vaultPort = URI.create(vaultAddress).getPort();
        this.later = later;
        start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wrong-clock");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket vault = new Socket(InetAddress.getLoopbackAddress(), vaultPort);
                start(() -> copy(client, vault, false));
                start(() -> copy(vault, client, true));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String text = new String(buffer, 0, read, ISO_8859_1);
                to.getOutputStream().write((answers ? moved(text) : text).getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    private String moved(String answer) {
        return DATE.matcher(answer)
                .replaceAll(
                        date -> FORM.format(ZonedDateTime.parse(date.group(), FORM).plus(later)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
