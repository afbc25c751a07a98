package dev.keyhaul.cli.option;

import dev.keyhaul.core.MalformedIdentifierException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the places of a plan are on this host. */
public final class PlaceOptions {
    /** Names one. */
    public static final String OPTION = "--place";

    @Option(
            names = OPTION,
            paramLabel = "NAME=DIR",
            description =
                    "where a plan's place.NAME is on this host, an absolute path; may be repeated")
    private List<TokenPath> places = new ArrayList<>();

    /**
     * Returns the path of each name.
     *
     * @throws MalformedIdentifierException if one has no name
     */
    public Map<String, Path> byName() throws MalformedIdentifierException {
        return byName(places);
    }

    /** Returns the path of each name. */
    public static Map<String, Path> byName(List<TokenPath> places)
            throws MalformedIdentifierException {
        Map<String, Path> all = new LinkedHashMap<>();
        for (TokenPath place : places) {
            all.put(place.requireNamed(OPTION).name().orElseThrow(), place.file());
        }
        return all;
    }
}
