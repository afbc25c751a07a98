package dev.keyhaul.localvault.server;

import com.sun.net.httpserver.HttpHandler;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.localvault.access.ServerFile;
import dev.keyhaul.localvault.certificate.PemCertificates;
import dev.keyhaul.localvault.certificate.RehearsalAuthority;
import dev.keyhaul.localvault.certificate.ServerTls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;

/** The port with TLS, and the file with the certificate that its clients trust. */
public final class TlsListener implements AutoCloseable {
    private static final String SUFFIX = ".ca.pem";
    private static final int MAX_CERTIFICATE_BYTES = 64 * 1024;

    private final Listener listener;
    private final Path certificateFile;
    private final ServerFile written;

    private TlsListener(Listener listener, Path certificateFile, ServerFile written) {
        this.listener = listener;
        this.certificateFile = certificateFile;
        this.written = written;
    }

    public static TlsListener start(
            int port,
            Path accessFile,
            SecureRandom random,
            RehearsalAuthority authority,
            HttpHandler handler,
            ExecutorService executor)
            throws FileException {
        Path file = accessFile.resolveSibling(accessFile.getFileName() + SUFFIX);
        SSLContext tls =
                ServerTls.of(
                        authority,
                        random,
                        VaultHost.REHEARSAL_SUFFIX,
                        VaultHost.REHEARSAL_HSM_SUFFIX);
        ServerFile.removeLeft(file, TlsListener::requireAuthority);
        ServerFile certificate =
                ServerFile.write(
                        file,
                        PemCertificates.of(authority.certificate())
                                .getBytes(StandardCharsets.US_ASCII));
        try {
            return new TlsListener(
                    Listener.startTls(port, tls, handler, executor), file, certificate);
        } catch (FileException | RuntimeException e) {
            certificate.delete();
            throw e;
        }
    }

    /** The server that wrote it has stopped: its access file was beside it, and is removed. */
    private static Optional<URI> requireAuthority(Path file) throws KeyTransferException {
        InputFile.parse(
                file, MAX_CERTIFICATE_BYTES, RehearsalAuthority::parse, FileKind.CERTIFICATE);
        return Optional.empty();
    }

    public URI address() {
        return listener.address();
    }

    public Path certificateFile() {
        return certificateFile;
    }

    @Override
    public void close() {
        listener.close();
        written.delete();
    }
}
