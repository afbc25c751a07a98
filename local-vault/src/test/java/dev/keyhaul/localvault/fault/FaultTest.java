package dev.keyhaul.localvault.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.localvault.access.VaultOperation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of faults, and which requests they meet. */
class FaultTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429:import:2          | 429=1:import:1-2",
                "429=30:import,get     | 429=30:get,import:1-",
                "wrong-key:sign:2-2    | wrong-key:sign:2-2",
                "cut-after:wrap-key:3- | cut-after:wrap-key:3-",
                "slow=9999:get:4-7     | slow=9999:get:4-7",
                "slow=0:get            | slow=0:get:1-",
            })
    void parse_goodText_isUnderstood(String text, String meaning) throws Exception {
        assertThat(Fault.parse(text)).hasToString(meaning);
        assertThat(Fault.parse(meaning)).isEqualTo(Fault.parse(text));
    }

    @Test
    void parse_withoutOperations_meansAny() throws Exception {
        assertThat(Fault.parse("503").operations())
                .containsExactlyInAnyOrder(VaultOperation.values());
        assertThat(Fault.parse("503:any:1").last()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "404",
                "429=",
                "429=-1",
                "429=12345",
                "503=3",
                "429:",
                "429:imports",
                "429:import,",
                "429:any,get",
                "429:import:",
                "429:import:0",
                "429:import:3-2",
                "429:import:x",
                "429:import:1-2-3",
                "429 :import",
                "slow:get:9999999999",
                "WRONG-KEY"
            })
    void parse_anythingElse_isRefusedWithAnExample(String text) {
        assertThatExceptionOfType(MalformedIdentifierException.class)
                .isThrownBy(() -> Fault.parse(text))
                .withMessageStartingWith("fault is '" + text + "'; ")
                .satisfies(e -> assertThat(e.hint().orElse("")).contains("429=2:import:1"));
    }

    @Test
    void next_countsWhatEachFaultCovers_onItsOwn() throws Exception {
        FaultPlan plan =
                FaultPlan.of(
                        List.of(
                                Fault.parse("503:get:2"),
                                Fault.parse("429:get,sign:2-2"),
                                Fault.parse("500:sign:2-")));

        assertThat(kinds(plan, VaultOperation.GET)).containsExactly(FaultKind.UNAVAILABLE);
        assertThat(kinds(plan, VaultOperation.SIGN)).containsExactly(FaultKind.THROTTLED);
        assertThat(kinds(plan, VaultOperation.GET)).containsExactly(FaultKind.UNAVAILABLE);
        assertThat(kinds(plan, VaultOperation.GET)).isEmpty();
        assertThat(kinds(plan, VaultOperation.LIST)).isEmpty();
        assertThat(IntStream.range(0, 5).mapToObj(i -> kinds(plan, VaultOperation.SIGN)))
                .hasSize(5)
                .allMatch(List.of(FaultKind.INTERNAL_ERROR)::equals);
    }

    private static List<FaultKind> kinds(FaultPlan plan, VaultOperation operation) {
        return plan.next(operation).stream().map(Fault::kind).toList();
    }
}
