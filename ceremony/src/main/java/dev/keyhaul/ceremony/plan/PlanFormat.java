package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonForm.Inline;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.report.KeyValue;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan as a file: JSON that is written in one way only, since its bytes have the fingerprint. */
final class PlanFormat {
    static final JsonForm<PlanFile> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            PlanFile.class,
                            JsonValue.words(State.class, State::word),
                            JsonValue.words(Duty.class, Duty::word),
                            JsonValue.text(
                                    PlannedSource.class,
                                    PlannedSource::text,
                                    PlannedSource::recipient),
                            JsonValue.text(
                                    PlannedPlace.class, PlannedPlace::text, PlannedPlace::new),
                            JsonValue.text(Fingerprint.class, Fingerprint::hex, Fingerprint::parse),
                            KeyValue.publicKey())
                    .file(
                            "keyhaul plan of a ceremony",
                            "1.0.0",
                            "take the plan's file as it was made, by this version of keyhaul");

    private PlanFormat() {}

    /** Whether hosts can still be enrolled. */
    enum State {
        OPEN,
        CLOSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The members of the file; a closed plan alone has earlier records. */
    record PlanFile(
            State state, @Inline PlanContent content, Optional<List<String>> earlierRecords) {
        PlanFile {
            if ((state == State.CLOSED) != earlierRecords.isPresent()) {
                throw new IllegalArgumentException("a closed plan alone has earlier records");
            }
        }

        CeremonyPlan plan() {
            return earlierRecords.isPresent()
                    ? new ClosedPlan(content, earlierRecords.get())
                    : new OpenPlan(content);
        }
    }

    /** Whether an object says that it is a plan. */
    static boolean isOne(JsonObject json) {
        return FORM.isOne(json);
    }

    static byte[] toFile(CeremonyPlan plan) {
        return FORM.toUtf8(
                plan instanceof ClosedPlan closed
                        ? new PlanFile(State.CLOSED, plan.content(), Optional.of(closed.earlier()))
                        : new PlanFile(State.OPEN, plan.content(), Optional.empty()));
    }

    /**
     * Reads a plan's file, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException when it is anything else
     */
    static CeremonyPlan parse(byte[] file) throws MalformedInputException {
        try {
            return FORM.parseCanonical(file, Reason.JSON_FORM, "the plan").plan();
        } catch (MalformedInputException e) {
            throw e;
        } catch (KeyTransferException | IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }
}
