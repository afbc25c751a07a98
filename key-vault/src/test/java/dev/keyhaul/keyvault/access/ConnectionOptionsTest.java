package dev.keyhaul.keyvault.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused at once, instead of by the SDK at the first request, or never. */
class ConnectionOptionsTest {
    @Test
    void timeouts_thatTheSdkWouldTakeForNone_areRefused() {
        ConnectionOptions.Builder builder = ConnectionOptions.builder();
        for (Duration limit :
                List.of(
                        Duration.ZERO,
                        Duration.ofNanos(1),
                        Duration.ofSeconds(-1),
                        Duration.ofHours(1).plusNanos(1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(limit));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.answerTimeout(limit));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.signInTimeout(limit));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\r\nfeed", "a-name-of-25-characters-xx", "ä"})
    void applicationId_thatIsNoWordOfAHeader_isRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionOptions.builder().applicationId(id));
    }

    @Test
    void proxyWithoutPort_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                ConnectionOptions.builder()
                                        .proxy(InetSocketAddress.createUnresolved("proxy", 0)));
    }

    @Test
    void nothingChosen_isTheStandard() {
        ConnectionOptions standard = ConnectionOptions.standard();
        assertThat(standard.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(standard.answerTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(standard.signInTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(standard.applicationId()).isEqualTo("keyhaul");
        assertThat(standard.proxy()).isEmpty();
    }
}
