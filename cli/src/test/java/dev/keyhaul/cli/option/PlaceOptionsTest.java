package dev.keyhaul.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.kind.TokenPath;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceOptionsTest {
    /** A request has them: in another order, its approval would be that of another request. */
    @Test
    void of_isInOneOrder_whateverThatOfTheMapIs() {
        Map<String, Path> places = new LinkedHashMap<>();
        places.put("drive-b", Path.of("/media/b"));
        places.put("drive-a", Path.of("/media/a"));

        assertThat(PlaceOptions.of(places))
                .extracting(TokenPath::text)
                .containsExactly("drive-a=/media/a", "drive-b=/media/b");
    }
}
