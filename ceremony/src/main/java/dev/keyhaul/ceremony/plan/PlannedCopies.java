package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The master copies that a ceremony makes.
 *
 * @param number how many
 * @param store the folder of the store, from the plan's folder
 * @param replica the folder of a second store with the same copies
 * @param recipient the text that names the key which can open them
 * @param isNew whether the ceremony makes that key
 * @since 0.1.0
 */
public record PlannedCopies(
        int number, String store, Optional<String> replica, String recipient, boolean isNew) {

    /** Refuses no copies at all: a plan without copies does not have this. */
    public PlannedCopies {
        if (number < 1) {
            throw new IllegalArgumentException("invalid number of copies: " + number);
        }
    }

    /** Returns the folders that are carried with the plan. */
    public List<String> carried() {
        return folders().filter(folder -> !isElsewhere(folder)).toList();
    }

    /** Returns the folders that stay where the copies are made. */
    public List<String> kept() {
        return folders().filter(PlannedCopies::isElsewhere).toList();
    }

    private Stream<String> folders() {
        return Stream.concat(Stream.of(store), replica.stream());
    }

    /** By its text: the plan may be read on another system than the one with that folder. */
    private static boolean isElsewhere(String folder) {
        return folder.startsWith("/")
                || folder.startsWith("\\")
                || folder.matches("[A-Za-z]:.*")
                || folder.startsWith("..");
    }

    JsonObject toJson() {
        JsonObject.Builder json =
                JsonObject.builder().put("number", (long) number).put("store", store);
        replica.ifPresent(folder -> json.put("replica", folder));
        return json.put("recipient", recipient).put("new_recipient", isNew).build();
    }

    static PlannedCopies of(JsonObject json) throws MalformedInputException {
        json.requireOnly("number", "store", "replica", "recipient", "new_recipient");
        return new PlannedCopies(
                Math.toIntExact(json.number("number")),
                json.string("store"),
                json.optionalString("replica"),
                json.string("recipient"),
                json.bool("new_recipient"));
    }
}
