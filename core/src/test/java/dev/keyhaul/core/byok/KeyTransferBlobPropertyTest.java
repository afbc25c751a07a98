package dev.keyhaul.core.byok;

import static dev.keyhaul.core.byok.KeyTransferBlobTest.kid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.MalformedInputException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Blobs of any length and generator. */
class KeyTransferBlobPropertyTest {
    @Property(tries = 200)
    void parse_ofToFile_isTheBlob(
            @ForAll @IntRange(min = 35, max = 250) int semiblocks,
            @ForAll byte fill,
            @ForAll @Size(max = 80) String generator)
            throws MalformedInputException {
        byte[] ciphertext = new byte[8 * semiblocks];
        Arrays.fill(ciphertext, fill);
        BlobContent blob = new BlobContent(kid(), ciphertext, generator);
        assertThat(BlobContent.parse(blob.toFile())).isEqualTo(blob);
    }
}
