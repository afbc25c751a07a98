package dev.keyhaul.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What people are told to type is of their system. */
class HostHintTest {
    @Test
    void javasNames_areOfTheTwoKinds() {
        assertThat(HostSystem.named("Windows Server 2025")).isEqualTo(HostSystem.WINDOWS);
        assertThat(HostSystem.named("Linux")).isEqualTo(HostSystem.UNIX);
        // Its end is that of Windows.
        assertThat(HostSystem.named("Darwin")).isEqualTo(HostSystem.UNIX);
    }

    @Test
    void windows_isToldNoProgramOfUnix() {
        assertThat(Arrays.stream(HostHint.values()).map(hint -> hint.on(HostSystem.WINDOWS)))
                .hasSize(7)
                .noneMatch(text -> text.matches(".*(chmod|apt-get|brew|3<).*"));
        assertThat(HostHint.PRIVATE_FILE.on(HostSystem.WINDOWS)).startsWith("icacls ");
        assertThat(HostHint.PRIVATE_FILE.on(HostSystem.UNIX)).isEqualTo("chmod 600 it");
    }
}
