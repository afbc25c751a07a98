package dev.keyhaul.localvault;

import com.sun.net.httpserver.HttpHandler;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.ServerFile;
import dev.keyhaul.localvault.certificate.PemCertificates;
import dev.keyhaul.localvault.certificate.RehearsalAuthority;
import dev.keyhaul.localvault.certificate.ServerTls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;

/** The port with TLS, and the file with the certificate that its clients trust. */
final class TlsListener implements OpenResources.Closing {
    private static final String SUFFIX = ".ca.pem";

    private final Listener listener;
    private final Path certificateFile;

    private TlsListener(Listener listener, Path certificateFile) {
        this.listener = listener;
        this.certificateFile = certificateFile;
    }

    static TlsListener start(
            LocalVaultOptions options,
            RehearsalAuthority authority,
            HttpHandler handler,
            ExecutorService executor)
            throws FileException {
        Path tokenFile = options.tokenFile();
        Path file = tokenFile.resolveSibling(tokenFile.getFileName() + SUFFIX);
        SSLContext tls =
                ServerTls.of(
                        authority,
                        options.random(),
                        VaultHost.REHEARSAL_SUFFIX,
                        VaultHost.REHEARSAL_HSM_SUFFIX);
        ServerFile.write(
                file,
                PemCertificates.of(authority.certificate()).getBytes(StandardCharsets.US_ASCII));
        try {
            return new TlsListener(
                    Listener.startTls(options.tlsPort().orElseThrow(), tls, handler, executor),
                    file);
        } catch (FileException | RuntimeException e) {
            ServerFile.delete(file);
            throw e;
        }
    }

    URI address() {
        return listener.address();
    }

    Path certificateFile() {
        return certificateFile;
    }

    @Override
    public void close() {
        listener.close();
        ServerFile.delete(certificateFile);
    }
}
