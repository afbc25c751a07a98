package dev.keyhaul.cli.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.page.DigestRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people wrote down, and type from it. */
final class Paper {
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "Write on (?:your own )?paper (?:the )?([^:]*):\\n((?: {2,}(?:\\d  )?[0-9a-f -]{27,}\\n?)+)");
    private static final Pattern ASKED = Pattern.compile("From your paper, (?:the )?([^:,]*)");
    private static final Pattern ROW = Pattern.compile("row (\\d) > $");
    private static final Pattern PRINTED = Pattern.compile("<pre>\\d  ([0-9a-f -]+)</pre>");

    /** Of what is not ready. */
    private static final int MOST_TRIES = 3;

    /** Of each host, in order. */
    final Set<String> closings = new LinkedHashSet<>();

    final Effort effort = new Effort();

    private final Map<String, List<String>> numbers = new HashMap<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final Map<String, Path> paths = new HashMap<>();
    private final Map<String, Errand> errands = new HashMap<>();
    private String asked = "";
    private String written = "";
    private int tries = MOST_TRIES;

    /** The script's first number is the plan's. */
    void print(String html) {
        List<String> rows = new ArrayList<>();
        PRINTED.matcher(html).results().limit(4).map(row -> row.group(1)).forEach(rows::add);
        numbers.put("plan's fingerprint", rows);
    }

    /** What a person does who is asked for a number that was not written down yet. */
    interface Errand {
        void run() throws Exception;
    }

    /** Sends somebody for a number. */
    void fetch(String number, Errand how) {
        errands.put(number, how);
    }

    void note(String shown) {
        for (MatchResult found : WRITTEN.matcher(shown).results().toList()) {
            List<String> rows =
                    found.group(2).lines().map(l -> l.strip().replaceFirst("^\\d  ", "")).toList();
            written = found.group(1).replaceAll("\\s+", " ");
            numbers.put(written, rows);
            effort.wrote(rows);
            if (written.equals("closing record")) {
                closings.add(String.join(" ", rows));
            }
        }
        effort.saw(shown);
        ASKED.matcher(shown.replaceAll("\\s+", " "))
                .results()
                .forEach(found -> asked = found.group(1));
    }

    List<String> rows(String of) {
        return numbers.getOrDefault(of, List.of());
    }

    /** Returns a row that is written as rows are, and is of another number. */
    static String wrong(int row) {
        return DigestRows.of("0123456789abcdef".repeat(4)).get(row - 1).substring("1  ".length());
    }

    /** Returns the 64 digits of a number that has four rows. */
    String digits(String of) throws MalformedInputException {
        return DigestRows.all(String.join(" ", rows(of)));
    }

    void forge(String of, List<String> rows) {
        numbers.put(of, rows);
    }

    /** Where a drive is mounted. */
    void path(String place, Path there) {
        paths.put(" on " + place + " > ", there);
    }

    /** What a person knows by heart. */
    void secret(String asked, String secret) {
        secrets.put(asked, secret);
    }

    /** Returns what a question is about: with the number that is typed, or was written last. */
    String what(String question) {
        String line = question.substring(question.lastIndexOf('\n') + 1);
        return (ROW.matcher(line).find() ? asked : written) + ": " + line;
    }

    String answer(String question) {
        for (Map.Entry<String, String> known : secrets.entrySet()) {
            if (question.contains(known.getKey()) && question.endsWith(": ")) {
                return known.getValue();
            }
        }
        for (Map.Entry<String, Path> known : paths.entrySet()) {
            if (question.endsWith(known.getKey())) {
                return known.getValue().toString();
            }
        }
        Matcher row = ROW.matcher(question);
        if (row.find()) {
            if (rows(asked).isEmpty() && errands.containsKey(asked)) {
                run(errands.get(asked));
            }
            List<String> rows = rows(asked);
            int number = Integer.parseInt(row.group(1));
            if (rows.size() < number) {
                throw new AssertionError("not on paper: " + asked + ", " + numbers + question);
            }
            return rows.get(number - 1);
        } else if (question.endsWith("who keeps it > ")) {
            return "Cy Wong, in the safe";
        } else if (question.endsWith("It is recorded > ")) {
            return "OFFLINE is ahead, by the clock on the wall";
        } else if (question.endsWith("(Enter for none) > ")) {
            return "4711";
        } else if (question.endsWith("(yes/no) > ")) {
            return question.contains("say to carry the stick here?") ? "no" : "yes";
        } else if (question.endsWith("Then press Enter > ")) {
            return "";
        }
        if (question.endsWith("or type \"stop\" > ") && --tries > 0) {
            return "";
        }
        throw new AssertionError("nobody knows what to answer: " + question);
    }

    private static void run(Errand errand) {
        try {
            errand.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
