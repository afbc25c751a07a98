package dev.keyhaul.core.byok.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.fixture.GenuineFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A blob that a vendor's tool made: padded base64url, which its tutorial imports. */
class GenuineBlobTest {
    @Test
    void vendorsBlob_isReadWithAWarningAboutItsPadding() throws Exception {
        List<Path> blobs = GenuineFiles.in("byok");
        assertThat(blobs).hasSize(1);
        byte[] file = Files.readAllBytes(blobs.get(0));

        assertThat(BlobContent.parse(file).ciphertext().length % 8).isZero();
        assertThat(BlobLint.examine(file, LintContext.fileAlone(Instant.EPOCH)).findings())
                .extracting(LintReport.Finding::code)
                .contains(LintCode.BASE64_PADDING);
        assertThat(BlobLint.examine(file, LintContext.fileAlone(Instant.EPOCH)).findings())
                .noneMatch(LintReport.Finding::isError);
    }
}
