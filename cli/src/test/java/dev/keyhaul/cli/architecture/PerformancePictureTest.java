package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The picture shows the numbers of the table beside it, and on what they were measured. */
@Tag("once")
final class PerformancePictureTest {
    @Test
    void picture_isOfTheTable() throws Exception {
        String drawn = PerformancePicture.of(Files.readString(PerformancePicture.TABLE));
        Path made = Path.of("target", "performance.svg").toAbsolutePath();
        Files.writeString(made, drawn);

        assertThat(Files.readString(PerformancePicture.PICTURE))
                .as("copy " + made + " to docs/, or run .build/pictures")
                .isEqualTo(drawn);
        assertThat(drawn).contains("AMD EPYC", "OpenJDK 17.", "Temurin 25.", "RSA-2048");
    }

    @Test
    void changedNumber_changesThePicture() throws Exception {
        String table = Files.readString(PerformancePicture.TABLE);
        String other = table.replaceFirst("\\| SunJCE \\| [\\d.]+ \\|", "| SunJCE | 50.5 |");

        assertThat(PerformancePicture.of(other))
                .isNotEqualTo(PerformancePicture.of(table))
                .contains(">50.5 (");
    }
}
