package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plan's fingerprint is over its members: one that is renamed would change it. */
class PlanMembersTest {
    @Test
    void plan_hasTheMembersWhoseFingerprintWasTyped() throws Exception {
        assertThat(PlanFormat.FORM.members()).containsExactlyElementsOf(committed());
    }

    private static List<String> committed() throws IOException {
        try (var list = PlanMembersTest.class.getResourceAsStream("plan-members.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
