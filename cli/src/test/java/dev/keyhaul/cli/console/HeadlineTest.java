package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private static JsonObject check(String name, boolean holds) {
        return JsonObject.builder().put("name", name).put("holds", holds).build();
    }

    private static final JsonObject REPORT =
            JsonObject.builder()
                    .put("id", "7")
                    .put("proof", JsonObject.builder().put("passed", true).build())
                    .put("checks", List.of(check("a", true), check("b", false)))
                    .put("empty", List.of())
                    .putNull("signed_by")
                    .put("hidden", 1)
                    .build();

    @Test
    void shortened_hasTheFieldsInOrder_underTheirPaths() {
        JsonObject some =
                Headline.of("proof.passed", "id", "checks.#", "absent", "empty", "signed_by")
                        .shortened(REPORT);

        assertThat(some.toCompactString())
                .isEqualTo("{\"proof.passed\":true,\"id\":\"7\",\"checks\":2}");
    }

    @Test
    void shortened_takesAMemberOfOneElement_orOfEach() {
        JsonObject some = Headline.of("checks.1.holds", "checks.*.name").shortened(REPORT);

        assertThat(some.toCompactString())
                .isEqualTo("{\"holds\":false,\"checks.name\":[\"a\",\"b\"]}");
    }

    @Test
    void shortened_namesAList_afterTheOneMemberOfItsElements() {
        JsonObject copy =
                JsonObject.builder()
                        .put(
                                "recipients",
                                List.of(JsonObject.builder().put("recipient", "a pair").build()))
                        .build();

        assertThat(Headline.of("recipients.*.recipient").shortened(copy).toCompactString())
                .isEqualTo("{\"recipients\":[\"a pair\"]}");
    }

    @Test
    void alwaysExcept_keepsTheRowsThatAreNotAsUsual_insteadOfTheirNumber() {
        Headline headline =
                Headline.of("id", "checks.#").alwaysExcept("checks", "holds", true).always("empty");

        assertThat(headline.open(REPORT).toCompactString())
                .isEqualTo("{\"checks\":[{\"name\":\"b\",\"holds\":false}]}");
        assertThat(headline.shortened(REPORT).names()).containsExactly("id", "checks");
        assertThat(headline.result(REPORT).toCompactString()).isEqualTo("{\"id\":\"7\"}");
    }
}
