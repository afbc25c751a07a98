package dev.keyhaul.cli.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The options of a command, or of a part that several commands share, in the order of help.
 * Immutable and thread-safe.
 */
public final class Rows {
    private final Class<?> owner;
    private final Heading heading;
    private final List<Part> parts;
    private final Consumer<Given> loading;
    private final Supplier<List<Class<? extends Record>>> reports;

    /** A row, or several in a group or in a part. */
    private sealed interface Part {}

    private record One(Opt<?> row) implements Part {}

    private record Several(Rows rows) implements Part {}

    private record OneOf(boolean isRequired, List<Opt<?>> rows) implements Part {}

    private Rows(
            Class<?> owner,
            Heading heading,
            List<Part> parts,
            Consumer<Given> loading,
            Supplier<List<Class<? extends Record>>> reports) {
        this.owner = owner;
        this.heading = heading;
        this.parts = List.copyOf(parts);
        this.loading = loading;
        this.reports = reports;
    }

    /** Begins with no row; those that a class adds are its command's own. */
    public static Rows of(Class<?> owner) {
        return of(owner, Heading.OPTIONS);
    }

    /**
     * Begins with no row.
     *
     * @param owner the class that declares them
     * @param heading where help shows them
     */
    public static Rows of(Class<?> owner, Heading heading) {
        return new Rows(owner, heading, List.of(), words -> {}, List::of);
    }

    /** Returns the class that declares them. */
    public Class<?> owner() {
        return owner;
    }

    /** Returns where help shows them; parts within them have their own headings. */
    public Heading heading() {
        return heading;
    }

    private Rows plus(List<Part> more) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more);
        return new Rows(owner, heading, all, loading, reports);
    }

    /** Returns these and more. */
    public Rows and(Opt<?>... rows) {
        List<Part> ones = new ArrayList<>();
        for (Opt<?> row : rows) {
            ones.add(new One(row));
        }
        return plus(ones);
    }

    /** Returns these and those of parts. */
    public Rows and(Rows... more) {
        List<Part> several = new ArrayList<>();
        for (Rows rows : more) {
            several.add(new Several(rows));
        }
        return plus(several);
    }

    /** Returns these and several of which at most one may be given. */
    public Rows atMostOneOf(Opt<?>... rows) {
        return plus(List.of(new OneOf(false, List.of(rows))));
    }

    /** Returns these and several of which one must be given. */
    public Rows exactlyOneOf(Opt<?>... rows) {
        return plus(List.of(new OneOf(true, List.of(rows))));
    }

    /** Takes rows one after the other. */
    public interface Visitor {
        /** Takes a row, and the part that has it. */
        void row(Opt<?> row, Rows part);

        /** Takes rows of which only one may be given. */
        void oneOf(List<Opt<?>> rows, boolean isRequired, Rows part);
    }

    /** Shows all rows to a visitor, in order; one that two parts have once. */
    public void visit(Visitor visitor) {
        for (Part part : parts) {
            if (part instanceof One one) {
                visitor.row(one.row, this);
            } else if (part instanceof Several several) {
                several.rows.visit(visitor);
            } else if (part instanceof OneOf group) {
                visitor.oneOf(group.rows, group.isRequired, this);
            }
        }
    }

    /** Returns all rows, in order. */
    public List<Opt<?>> all() {
        List<Opt<?>> all = new ArrayList<>();
        visit(
                new Visitor() {
                    @Override
                    public void row(Opt<?> row, Rows part) {
                        all.add(row);
                    }

                    @Override
                    public void oneOf(List<Opt<?>> rows, boolean isRequired, Rows part) {
                        all.addAll(rows);
                    }
                });
        return all;
    }

    /**
     * Returns these, with what lets classes be loaded that the command will need, on another
     * thread, while it begins. It must change nothing that can be seen.
     */
    public Rows loadingAhead(Consumer<Given> loader) {
        return new Rows(owner, heading, parts, loader, reports);
    }

    /**
     * Returns these, of a command that prints a report.
     *
     * @param records the report, or each form that it can have; its schema is generated from them
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // They are copied.
    public final Rows reporting(Class<? extends Record>... records) {
        List<Class<? extends Record>> forms = List.of(records);
        return reporting(() -> forms);
    }

    /** Returns the same where a record is of a part that may not be installed. */
    public Rows reporting(Supplier<List<Class<? extends Record>>> records) {
        return new Rows(owner, heading, parts, loading, records);
    }

    /** Returns the forms of the command's report. */
    public List<Class<? extends Record>> reports() {
        return reports.get();
    }

    /** Lets classes be loaded ahead. */
    public void loadAhead(Given given) {
        loading.accept(given);
    }

    /** Returns the names of all options, each with those that exclude it. */
    public Map<String, Set<String>> excluding() {
        Map<String, Set<String>> names = new HashMap<>();
        visit(
                new Visitor() {
                    @Override
                    public void row(Opt<?> row, Rows part) {
                        row.names().forEach(name -> names.put(name, Set.of()));
                    }

                    @Override
                    public void oneOf(List<Opt<?>> rows, boolean isRequired, Rows part) {
                        for (Opt<?> row : rows) {
                            Set<String> others = new HashSet<>();
                            for (Opt<?> other : rows) {
                                if (other != row) {
                                    others.addAll(other.names());
                                }
                            }
                            row.names().forEach(name -> names.put(name, others));
                        }
                    }
                });
        return names;
    }

    /** Returns the names of all options. */
    public Set<String> names() {
        return excluding().keySet();
    }

    /** Returns what may not be given together, and is, in words; empty if there is nothing. */
    public Optional<String> conflict(Given given) {
        List<String> conflicts = new ArrayList<>();
        visit(
                new Visitor() {
                    @Override
                    public void row(Opt<?> row, Rows part) {
                        // It excludes no other.
                    }

                    @Override
                    public void oneOf(List<Opt<?>> rows, boolean isRequired, Rows part) {
                        List<Opt<?>> both = rows.stream().filter(given::has).toList();
                        if (both.size() > 1) {
                            conflicts.add(
                                    both.stream().map(Opt::usage).collect(Collectors.joining(", "))
                                            + " are mutually exclusive");
                        }
                    }
                });
        return conflicts.stream().findFirst();
    }

    /** Returns what must be given, and is not, in words; empty if nothing is missing. */
    public Optional<String> missing(Given given) {
        List<Opt<?>> missing = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        visit(
                new Visitor() {
                    @Override
                    public void row(Opt<?> row, Rows part) {
                        if (row.isRequired() && !given.has(row)) {
                            missing.add(row);
                        }
                    }

                    @Override
                    public void oneOf(List<Opt<?>> rows, boolean isRequired, Rows part) {
                        if (isRequired && rows.stream().noneMatch(given::has)) {
                            groups.add(
                                    rows.stream()
                                            .map(Opt::usage)
                                            .collect(Collectors.joining(" | ")));
                        }
                    }
                });
        if (missing.isEmpty()) {
            return groups.stream()
                    .findFirst()
                    .map(
                            group ->
                                    "missing required argument (specify one of these): ("
                                            + group
                                            + ")");
        }
        String noun = missing.get(0).names().isEmpty() ? "parameter" : "option";
        return Optional.of(
                missing.stream()
                        .map(Opt::usage)
                        .collect(
                                Collectors.joining(
                                        "', '",
                                        "missing required "
                                                + noun
                                                + (missing.size() == 1 ? ": '" : "s: '"),
                                        "'")));
    }
}
