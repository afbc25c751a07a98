package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.fixture.SchemaMembers;
import org.junit.jupiter.api.Test;

/** A plan's fingerprint is over its members: one that is renamed would change it. */
class PlanMembersTest {
    @Test
    void plan_hasTheMembersOfItsSchema_whoseFingerprintWasTyped() throws Exception {
        SchemaMembers.requireSame(PlanFormat.FORM, "plan.json");
    }
}
