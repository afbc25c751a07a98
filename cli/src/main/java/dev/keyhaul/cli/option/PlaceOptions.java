package dev.keyhaul.cli.option;

import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.TokenPath;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.core.MalformedIdentifierException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the places of a plan are on this host. */
public record PlaceOptions(Given given) {
    public static final Opt.Sure<List<TokenPath>> PLACE =
            Opt.of(
                            "--place NAME=DIR",
                            Kinds.tokenPath(),
                            "where a plan's place.NAME is on this host, an absolute path; may be repeated",
                            new ComparedLater(),
                            Settable.PLACE,
                            new BesidePlan())
                    .many();

    public static final Rows ROWS = Rows.of(PlaceOptions.class, Heading.TOKENS).and(PLACE);

    /**
     * Returns the path of each name.
     *
     * @throws MalformedIdentifierException if one has no name
     */
    public Map<String, Path> byName() throws MalformedIdentifierException {
        Map<String, Path> all = new LinkedHashMap<>();
        for (TokenPath place : given.get(PLACE)) {
            all.put(place.requireNamed(PLACE.name()).name().orElseThrow(), place.file());
        }
        return all;
    }

    /** Returns the values that say the same, always in one order: requests are compared. */
    public static List<TokenPath> of(Map<String, Path> byName) {
        return byName.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(place -> new TokenPath(Optional.of(place.getKey()), place.getValue()))
                .toList();
    }
}
