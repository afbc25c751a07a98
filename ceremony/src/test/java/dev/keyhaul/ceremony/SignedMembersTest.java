package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.json.JsonForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Members of files that are signed or hashed: a component that is renamed would change what was
 * signed before.
 */
class SignedMembersTest {
    private static List<String> committed(String file) throws IOException {
        try (var list = SignedMembersTest.class.getResourceAsStream(file)) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void requireSame(JsonForm<?> form, String file) throws IOException {
        assertThat(form.members()).containsExactlyElementsOf(committed(file));
    }

    @Test
    void record_hasTheMembersThatWereSigned() throws Exception {
        requireSame(CeremonyRecord.FORM, "record-members.txt");
    }

    @Test
    void request_hasTheMembersThatWereSigned() throws Exception {
        requireSame(ApprovalRequest.FORM, "request-members.txt");
    }

    @Test
    void recordWithAWrongMember_isRefusedOrACheckedError() throws Exception {
        byte[] file = CeremonyRecordTest.golden();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(500);
        assertThat(JsonMutants.accepted(file, CeremonyRecord::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"));
    }
}
