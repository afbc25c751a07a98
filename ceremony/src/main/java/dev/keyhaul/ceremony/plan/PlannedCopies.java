package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonForm.Sparse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The master copies that a ceremony makes. They stay on drives of the host that makes them: no plan
 * can have them carried with it.
 *
 * @param number how many
 * @param store the place of the store
 * @param replica the place of a second store with the same copies
 * @param recipient what can open them
 * @param isNew whether the ceremony makes that key
 * @param isOpen whether the guard of that key can be open
 * @since 0.1.0
 */
public record PlannedCopies(
        int number,
        PlannedPlace store,
        Optional<PlannedPlace> replica,
        PlannedSource recipient,
        @Name("new_recipient") boolean isNew,
        @Name("open_guard") @Sparse boolean isOpen) {

    /**
     * Refuses no copies at all: a plan without copies does not have this; a store that would be
     * carried with the plan, two in one place; and to make a pair that is not in a token.
     */
    public PlannedCopies {
        if (number < 1) {
            throw new IllegalArgumentException("invalid number of copies: " + number);
        }
        for (PlannedPlace place : List.of(store, replica.orElse(store))) {
            if (place.name().isEmpty()) {
                throw new IllegalArgumentException(
                        "master copies cannot be in '"
                                + place
                                + "', a folder that is carried with the plan: name a place such as"
                                + " place.drive-a");
            }
        }
        if (replica.flatMap(PlannedPlace::name).equals(store.name())) {
            throw new IllegalArgumentException("the replica cannot be in the place of the store");
        }
        if (recipient instanceof PlannedSource.InFile file
                && !file.scheme().equals(PlannedSource.CERTIFICATE)) {
            throw new IllegalArgumentException(
                    "master copies cannot be made for "
                            + file.text()
                            + ": name a key pair,"
                            + " rsa:place.NAME, password or shares:M/N");
        }
        if (isNew && recipient.token().isEmpty()) {
            throw new IllegalArgumentException("a ceremony can make a pair only in a token");
        }
        if (isOpen && recipient.token().isEmpty()) {
            throw new IllegalArgumentException("only a token's key has a guard");
        }
    }

    /** Returns the places of the store, and of its replica if there is one. */
    public List<PlannedPlace> places() {
        return Stream.concat(Stream.of(store), replica.stream()).toList();
    }

    /** Returns the same in words. */
    public String drives() {
        return store + replica.map(second -> " and " + second).orElse("");
    }
}
