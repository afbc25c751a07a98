package dev.keyhaul.keyvault.report;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * What was checked of a key in a vault.
 *
 * @param kid the key's versioned identifier in its vault
 * @param passed whether every check holds
 * @param checks all checks, in order
 */
public record ProofReport(String kid, boolean passed, List<Check> checks) {
    /**
     * One check.
     *
     * @param name what was checked
     * @param ok whether it does not stand in the way
     * @param verdict what came of it
     * @param detail what was found
     * @param fix how to fix it
     */
    public record Check(
            String name, boolean ok, Verdict verdict, String detail, Optional<String> fix) {}

    /** Returns the form in which the library gives the checks. */
    public static JsonForm<ProofReport> form() {
        return JsonForm.of(
                        MethodHandles.lookup(),
                        ProofReport.class,
                        JsonValue.words(Verdict.class, Verdict::label))
                .constant("schema_version", "1.0.0");
    }
}
