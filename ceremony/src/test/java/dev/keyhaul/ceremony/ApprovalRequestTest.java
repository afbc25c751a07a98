package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is signed: one form of each request, and no other. */
class ApprovalRequestTest {
    static ApprovalRequest request() throws Exception {
        return ApprovalRequest.of(
                ApprovalSubject.to("byok create").with("key", "sha256:00").with("oaep", "sha-1"),
                List.of(Fingerprint.parse("sha256:" + "0f".repeat(32))),
                List.of(new Person("operator", "Ada Bell")),
                "offline-1",
                Instant.parse("2026-03-01T09:00:00.123Z"),
                new SecureRandom());
    }

    @Test
    void file_isReadBackAsItWas() throws Exception {
        ApprovalRequest request = request();
        ApprovalRequest read = ApprovalRequest.parse(request.toFile());

        assertThat(read).isEqualTo(request);
        assertThat(read.sha256()).isEqualTo(request.sha256());
        assertThat(read.subject().details().keySet()).containsExactly("key", "oaep");
        assertThat(read.expires()).isEqualTo("2026-03-02T09:00:00Z");
    }

    @Test
    void paths_areAbsolute_whereverTheyAreNamed() {
        Path here = Path.of("").toAbsolutePath();
        assertThat(
                        ApprovalSubject.to("backup create")
                                .with("store", Path.of("copies"))
                                .with("replicas", List.of(Path.of("one"), Path.of("/two")))
                                .details())
                .containsEntry("store", here.resolve("copies").toString())
                .containsEntry("replicas", here.resolve("one") + "; /two");
    }

    @Test
    void sameTwice_isTwoRequests() throws Exception {
        assertThat(request().sha256()).isNotEqualTo(request().sha256());
    }

    @Test
    void otherForms_areRefused() throws Exception {
        String text = new String(request().toFile(), StandardCharsets.UTF_8);
        for (String changed :
                List.of(
                        "",
                        "{}",
                        "[" + text + "]",
                        text + " ",
                        text.replaceFirst(":", " : "),
                        text.replace("\"host\"", "\"more\":\"x\",\"host\""),
                        text.replace("\"host\"", "\"host\":\"x\",\"host\""),
                        text.replace("approval request", "ceremony record"),
                        text.replace("\"1.0.0\"", "\"2.0.0\""),
                        text.replace("0f0f0f", "0F0F0F"),
                        text.replaceFirst("0f0f", "0f"),
                        text.replaceFirst("\"approvers\":\\s*\\[[^]]*]", "\"approvers\":[]"),
                        text.replace("2026-03-02", "2026-02-02"),
                        text.replace("2026-03-02T09:00:00Z", "2026-03-02T09:00:01Z"),
                        text.replace("2026-03-02", "2036-03-02"),
                        text.replaceFirst("\"nonce\":\\s*\"[0-9a-f]", "\"nonce\":\"g"))) {
            assertThat(changed).isNotEqualTo(text);
            assertThatThrownBy(
                            () -> ApprovalRequest.parse(changed.getBytes(StandardCharsets.UTF_8)))
                    .as(changed)
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void memberThatIsNotKnown_isNamed() throws Exception {
        String text = new String(request().toFile(), StandardCharsets.UTF_8);
        for (String before : List.of("\"host\"", "\"details\"")) {
            String changed = text.replace(before, "\"more\": \"x\", " + before);
            assertThatThrownBy(
                            () -> ApprovalRequest.parse(changed.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("more is unknown");
        }
    }

    /** Truncated, it is refused; with a flipped bit it is refused or another request. */
    @Test
    void damagedFile_isNeverTheSameRequest() throws Exception {
        ApprovalRequest request = request();
        byte[] file = request.toFile();
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> ApprovalRequest.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
            byte[] flipped = file.clone();
            flipped[i] ^= 1;
            try {
                assertThat(ApprovalRequest.parse(flipped)).isNotEqualTo(request);
            } catch (MalformedInputException e) {
                assertThat(e).isNotNull();
            }
        }
    }
}
