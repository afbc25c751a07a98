package dev.keyhaul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultRequestTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    private static final Duration EXACT = Duration.ofNanos(12_345_678);

    @ParameterizedTest
    @CsvSource({
        "POST,/keys/tenant/VERSION/decrypt,/keys/{name}/{version}/decrypt,failed,100",
        "POST,/keys/tenant/VERSION/unwrapkey,/keys/{name}/{version}/unwrapkey,failed,100",
        "POST,/keys/tenant/VERSION/release,/keys/{name}/{version}/release,failed,100",
        "POST,/keys/tenant/odd/decrypt,/keys/{name}/odd/decrypt,failed,100",
        "POST,/keys/tenant/VERSION/sign,/keys/{name}/{version}/sign,400,100",
        "PUT,/keys/tenant,/keys/{name},400,100",
        "POST,/keys/create/create,/keys/{name}/create,400,12",
        "GET,/keys/tenant/,/keys/{name}/,400,12",
        "GET,/keys,/keys,400,12",
        "GET,/deletedkeys/tenant,/deletedkeys/{name},400,12",
        "PATCH,/keys/decrypt/VERSION,/keys/{name}/{version},400,12"
    })
    void failure_isTold_asFarAsItMayBe(
            String method, String path, String told, String result, long millis) {
        VaultRequest request =
                new VaultRequest(
                        "v.vault.azure.net",
                        method,
                        path.replace("VERSION", VERSION),
                        false,
                        "400",
                        EXACT);

        assertThat(request.path()).isEqualTo(told);
        assertThat(new Retry("v.vault.azure.net", method, path.replace("VERSION", VERSION), 429, 2))
                .extracting(Retry::path)
                .isEqualTo(told);
        assertThat(request.result()).isEqualTo(result);
        assertThat(request.duration().toMillis()).isEqualTo(millis);
    }
}
