package dev.keyhaul.localvault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.AccessFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A local vault with one user, who has Azure's SDK and a bare HTTP client. */
final class RunningVault implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LocalVault vault;
    private final URI url;
    private final String bearer;
    private final LoopbackRelay relay;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningVault(LocalVault vault, URI url) throws IOException {
        this.vault = vault;
        this.url = url;
        this.bearer = AccessFiles.bearer(vault.accessFile());
        this.relay = new LoopbackRelay(vault.address());
    }

    static RunningVault start(Path folder) throws KeyTransferException, IOException {
        return start(folder, VaultTier.PREMIUM);
    }

    static RunningVault start(Path folder, VaultTier tier)
            throws KeyTransferException, IOException {
        return start(options(folder).tier(tier));
    }

    static LocalVaultOptions.Builder options(Path folder) {
        return LocalVaultOptions.builder(folder.resolve("token-" + UUID.randomUUID()));
    }

    static RunningVault start(LocalVaultOptions.Builder options)
            throws KeyTransferException, IOException {
        LocalVault vault = LocalVault.start(options.build());
        // The SDK remembers challenges by host for as long as the process lives.
        return new RunningVault(vault, vault.url("v" + UUID.randomUUID().toString().substring(24)));
    }

    LocalVault server() {
        return vault;
    }

    URI url() {
        return url;
    }

    String bearer() {
        return bearer;
    }

    TokenCredential credential() {
        return credential(bearer);
    }

    private static TokenCredential credential(String bearer) {
        return context ->
                Mono.just(new AccessToken(bearer, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    }

    /** The keys as another caller sees them. */
    KeyClient keysOf(String caller) throws IOException {
        return new KeyClientBuilder()
                .vaultUrl(url.toString())
                .credential(credential(AccessFiles.bearer(vault.accessFiles().get(caller))))
                .httpClient(relay)
                .buildClient();
    }

    KeyClient keys() {
        return keys(url);
    }

    KeyAsyncClient asyncKeys() {
        return new KeyClientBuilder()
                .vaultUrl(url.toString())
                .credential(credential())
                .httpClient(relay)
                .buildAsyncClient();
    }

    KeyClient keys(URI vaultUrl) {
        return new KeyClientBuilder()
                .vaultUrl(vaultUrl.toString())
                .credential(credential())
                .httpClient(relay)
                .buildClient();
    }

    CryptographyClient cryptography(String kid) {
        return new CryptographyClientBuilder()
                .keyIdentifier(kid)
                .credential(credential())
                .httpClient(relay)
                .buildClient();
    }

    KeyVaultKey createKek(String name, int bits) {
        return keys().createRsaKey(
                        new CreateRsaKeyOptions(name)
                                .setHardwareProtected(true)
                                .setKeySize(bits)
                                .setKeyOperations(KeyOperation.IMPORT));
    }

    /** Sends what no SDK would send. */
    HttpResponse<String> send(String method, String pathAndQuery, String body) {
        return send(url, method, pathAndQuery, body);
    }

    /** The same to another vault or Managed HSM of this server. */
    HttpResponse<String> send(URI vaultUrl, String method, String pathAndQuery, String body) {
        return send(
                request(method, pathAndQuery, body)
                        .header(VaultHost.REHEARSAL_HOST_HEADER, vaultUrl.getHost())
                        .header("Authorization", "Bearer " + bearer));
    }

    HttpRequest.Builder request(String method, String pathAndQuery, String body) {
        return HttpRequest.newBuilder(URI.create(vault.address() + pathAndQuery))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vault.close();
    }
}
