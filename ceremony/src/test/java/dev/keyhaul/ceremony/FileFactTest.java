package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.json.JsonForm;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of a master copy is below its store, whatever a record says. */
class FileFactTest {
    private static FileFact at(String place) {
        return new FileFact(FileFact.WRITTEN, "manifest", "p", 1, Records.HASH, Optional.of(place));
    }

    @Test
    void placeBelowTheStore_isReadBackAsItWas() throws Exception {
        FileFact file = at("20261125T182225Z-8e8df750-a9dd7c7c/recipient-1.bin");
        JsonForm<FileFact> form = JsonForm.of(MethodHandles.lookup(), FileFact.class);
        assertThat(form.read(form.write(file))).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../x",
                "a/../b",
                "a/..",
                "/etc/passwd",
                "a/b/c",
                "a",
                "a\\b",
                "a/.b"
            })
    void placeElsewhere_isRefused(String place) {
        assertThatThrownBy(() -> at(place)).hasMessageContaining("no file below a store");
    }
}
