package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.KeyTransferException;
import java.util.function.Consumer;

/** One thing that is looked at. Nothing is changed, and no secret is read. */
interface Check {
    /** Returns what the check is about: the first word of its line if it fails or does not end. */
    String about();

    /**
     * Looks, and hands over each finding as soon as it is known: what follows may not end.
     *
     * @throws KeyTransferException if the check does not hold; its hint is the next step
     */
    void look(Consumer<DoctorFinding> found) throws KeyTransferException;
}
