package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.fixture.SchemaMembers;
import org.junit.jupiter.api.Test;

/** A plan's fingerprint is over its members: one that is renamed would change it. */
class PlanMembersTest {
    @Test
    void plan_hasTheMembersOfItsSchema_whoseFingerprintWasTyped() throws Exception {
        SchemaMembers.requireSame(PlanFormat.FORM, "plan.json");
    }

    @Test
    void planWithAWrongMember_isRefusedOrACheckedError() throws Exception {
        byte[] file = PlanFormat.toFile(Plans.closed());
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(300);
        assertThat(JsonMutants.accepted(file, PlanFormat::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"));
    }
}
