package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.fixture.SchemaMembers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Members of files that are signed or hashed: a component that is renamed would change what was
 * signed before.
 */
class SignedMembersTest {
    @Test
    void record_hasTheMembersOfItsSchema_whichWereSigned() throws Exception {
        SchemaMembers.requireSame(CeremonyRecord.FORM, "record.json");
    }

    @Test
    void request_hasTheMembersThatWereSigned() throws Exception {
        try (var list = SignedMembersTest.class.getResourceAsStream("request-members.txt")) {
            assertThat(ApprovalRequest.FORM.members())
                    .containsExactlyElementsOf(
                            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .toList());
        }
    }

    @Test
    void requestWithAWrongMember_isRefusedOrACheckedError() throws Exception {
        byte[] file = ApprovalRequestTest.request().toFile();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(100);
        assertThat(JsonMutants.accepted(file, ApprovalRequest::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"));
    }

    @Test
    void recordWithAWrongMember_isRefusedOrACheckedError() throws Exception {
        byte[] file = CeremonyRecordTest.golden();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(500);
        assertThat(JsonMutants.accepted(file, CeremonyRecord::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"));
    }
}
