package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RoundTripPropertyTest {

    @Property(tries = 50)
    void whatIsWritten_isRead(@ForAll @Size(max = 30_000) byte[] content) throws Exception {
        Path folder = Files.createTempDirectory("keyhaul-test");
        try {
            Path path = folder.resolve("file");
            OutputFile.at(path, false).write(content);
            assertThat(InputFile.readRegular(path, content.length)).isEqualTo(content);
        } finally {
            Files.deleteIfExists(folder.resolve("file"));
            Files.delete(folder);
        }
    }
}
