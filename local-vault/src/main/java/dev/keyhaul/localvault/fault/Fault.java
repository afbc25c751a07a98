package dev.keyhaul.localvault.fault;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.localvault.access.VaultOperation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault, and the requests that it is played on: {@code KIND[=N][:OPERATIONS[:WHEN]]}.
 *
 * <p>OPERATIONS is {@code any} or names of {@link VaultOperation} with commas between them. WHEN
 * counts the requests that OPERATIONS matches: {@code K} is the first K, {@code A-B} those from the
 * A-th to the B-th, {@code A-} all from the A-th on.
 *
 * @param kind what goes wrong
 * @param seconds of Retry-After, or of waiting; 0 where the kind has none
 * @param operations where it goes wrong
 * @param first the first request that it is played on, counted from 1
 * @param last the last one
 */
public record Fault(
        FaultKind kind, int seconds, Set<VaultOperation> operations, long first, long last) {
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z0-9-]+)(?:=(\\d{1,4}))?(?::([a-z,-]+)(?::(\\d{1,9})(-(\\d{1,9})?)?)?)?");
    private static final String ANY = "any";
    private static final String EXAMPLE = "for example 429=2:import:1, or wrong-key:get,sign:2-3";

    /** Refuses ranges that hold nothing, and copies the set. */
    public Fault {
        operations = Set.copyOf(operations);
        if (operations.isEmpty() || seconds < 0 || first < 1 || last < first) {
            throw new IllegalArgumentException("a fault that is never played");
        }
    }

    /**
     * Reads a fault.
     *
     * @throws MalformedIdentifierException when it is no such text
     */
    public static Fault parse(String text) throws MalformedIdentifierException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text, "it must be KIND[=SECONDS][:OPERATIONS[:WHEN]]");
        }
        FaultKind kind =
                FaultKind.named(matcher.group(1))
                        .orElseThrow(
                                () ->
                                        malformed(
                                                text,
                                                "kinds are "
                                                        + String.join(", ", FaultKind.texts())));
        long first = matcher.group(5) == null ? 1 : Long.parseLong(matcher.group(4));
        long last = last(matcher);
        if (first < 1 || last < first) {
            throw malformed(text, "requests are counted from 1, and a range goes upwards");
        }
        return new Fault(
                kind, seconds(text, kind, matcher), operations(text, matcher), first, last);
    }

    private static long last(Matcher matcher) throws MalformedIdentifierException {
        if (matcher.group(4) == null) {
            return Long.MAX_VALUE;
        }
        if (matcher.group(5) == null) {
            return Long.parseLong(matcher.group(4));
        }
        return matcher.group(6) == null ? Long.MAX_VALUE : Long.parseLong(matcher.group(6));
    }

    private static int seconds(String text, FaultKind kind, Matcher matcher)
            throws MalformedIdentifierException {
        Optional<String> given = Optional.ofNullable(matcher.group(2));
        if (given.isPresent() && !kind.takesSeconds()) {
            throw malformed(text, kind.text() + " takes no seconds");
        }
        return given.map(Integer::parseInt).orElse(kind.takesSeconds() ? 1 : 0);
    }

    private static Set<VaultOperation> operations(String text, Matcher matcher)
            throws MalformedIdentifierException {
        List<String> names =
                matcher.group(3) == null ? List.of(ANY) : List.of(matcher.group(3).split(",", -1));
        if (names.equals(List.of(ANY))) {
            return EnumSet.allOf(VaultOperation.class);
        }
        Set<VaultOperation> operations = EnumSet.noneOf(VaultOperation.class);
        for (String name : names) {
            operations.add(
                    VaultOperation.named(name)
                            .orElseThrow(
                                    () ->
                                            malformed(
                                                    text,
                                                    "operations are any, "
                                                            + String.join(
                                                                    ", ",
                                                                    VaultOperation.texts()))));
        }
        return operations;
    }

    private static MalformedIdentifierException malformed(String text, String allowed) {
        return new MalformedIdentifierException(
                Reason.VALUE_FORM, "fault is '" + text + "'; " + allowed, EXAMPLE);
    }

    boolean covers(VaultOperation operation) {
        return operations.contains(operation);
    }

    boolean covers(long request) {
        return first <= request && request <= last;
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind.text()
                + (kind.takesSeconds() ? "=" + seconds : "")
                + ":"
                + String.join(
                        ",",
                        Arrays.stream(VaultOperation.values())
                                .filter(operations::contains)
                                .map(VaultOperation::text)
                                .toList())
                + ":"
                + first
                + "-"
                + (last == Long.MAX_VALUE ? "" : last);
    }
}
