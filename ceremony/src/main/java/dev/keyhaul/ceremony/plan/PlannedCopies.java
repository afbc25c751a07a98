package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.json.JsonForm.Name;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The master copies that a ceremony makes.
 *
 * @param number how many
 * @param store the folder of the store
 * @param replica the folder of a second store with the same copies
 * @param recipient what can open them
 * @param isNew whether the ceremony makes that key
 * @since 0.1.0
 */
public record PlannedCopies(
        int number,
        PlannedPlace store,
        Optional<PlannedPlace> replica,
        PlannedSource recipient,
        @Name("new_recipient") boolean isNew) {

    /**
     * Refuses no copies at all: a plan without copies does not have this; and to make a pair that
     * is not in a token.
     */
    public PlannedCopies {
        if (number < 1) {
            throw new IllegalArgumentException("invalid number of copies: " + number);
        }
        if (isNew && recipient.token().isEmpty()) {
            throw new IllegalArgumentException("a ceremony can make a pair only in a token");
        }
    }

    /** Returns the folders that are carried with the plan. */
    public List<PlannedPlace> carried() {
        return folders().filter(folder -> folder.name().isEmpty()).toList();
    }

    /** Returns the folders that stay where the copies are made. */
    public List<PlannedPlace> kept() {
        return folders().filter(folder -> folder.name().isPresent()).toList();
    }

    private Stream<PlannedPlace> folders() {
        return Stream.concat(Stream.of(store), replica.stream());
    }
}
