package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.util.Arrays;

/** A plan as a file: JSON that is written in one way only, since its bytes have the fingerprint. */
final class PlanFormat {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String KIND = "keyhaul plan of a ceremony";

    private PlanFormat() {}

    static boolean isOne(JsonObject json) throws MalformedInputException {
        return KIND.equals(json.optionalString("kind").orElse(""));
    }

    static byte[] toFile(CeremonyPlan plan) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KIND)
                        .put("state", plan instanceof ClosedPlan ? "closed" : "open")
                        .put("id", plan.id())
                        .put("title", plan.title())
                        .put("not_before", plan.window().from().toString())
                        .put("not_after", plan.window().to().toString())
                        .put("key", plan.key().toJson())
                        .put("vault", plan.vault().toJson());
        plan.copies().ifPresent(made -> json.put("copies", made.toJson()));
        json.put("make_unextractable", plan.isSealed())
                .put("hosts", plan.hosts().stream().map(PlannedHost::toJson).toList())
                .put(
                        "people",
                        plan.people().stream()
                                .map(
                                        person ->
                                                JsonObject.builder()
                                                        .put("role", person.role())
                                                        .put("name", person.name())
                                                        .build())
                                .toList());
        if (plan instanceof ClosedPlan closed) {
            json.put("earlier_records", closed.earlier());
        }
        return json.build().toUtf8();
    }

    /**
     * Reads a plan, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException if it is anything else
     */
    static CeremonyPlan parse(byte[] file) throws MalformedInputException {
        try {
            CeremonyPlan plan = read(JsonObject.parse(file));
            if (!Arrays.equals(plan.toFile(), file)) {
                throw new MalformedInputException(
                        Reason.JSON_FORM, "the plan is not written in canonical form");
            }
            return plan;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        } catch (MalformedInputException e) {
            throw e;
        } catch (KeyTransferException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }

    private static CeremonyPlan read(JsonObject json) throws KeyTransferException {
        json.requireOnly(
                "schema_version",
                "kind",
                "state",
                "id",
                "title",
                "not_before",
                "not_after",
                "key",
                "vault",
                "copies",
                "make_unextractable",
                "hosts",
                "people",
                "earlier_records");
        if (!json.string("kind").equals(KIND)
                || !json.string("schema_version").equals(SCHEMA_VERSION)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION, "it is not a plan in the format of this version");
        }
        PlanContent content =
                new PlanContent(
                        json.string("id"),
                        json.string("title"),
                        new CeremonyPlan.Window(json.time("not_before"), json.time("not_after")),
                        PlannedKey.of(json.object("key")),
                        PlannedVault.of(json.object("vault")),
                        json.optionalObject("copies", PlannedCopies::of),
                        json.bool("make_unextractable"),
                        json.objects("hosts", PlannedHost::of),
                        json.objects(
                                "people",
                                person ->
                                        new Person(person.string("role"), person.string("name"))));
        return json.has("earlier_records")
                ? new ClosedPlan(content, json.strings("earlier_records"))
                : new OpenPlan(content);
    }
}
