package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One manual page in the language of man(7), put together from the top down. */
final class ManPage {
    private static final String POINT = "- ";

    private final StringBuilder page = new StringBuilder();
    private final String name;
    private boolean inExample;
    private boolean inText;

    /**
     * Begins a page.
     *
     * @param source the program and its version
     * @param manual what the page is part of
     */
    public ManPage(String name, String source, String manual) {
        this.name = name;
        // Without a date: the same sources make the same page.
        page.append(
                ".TH %s 1 \"\" \"%s\" \"%s\"\n"
                        .formatted(
                                escaped(name.toUpperCase(Locale.ROOT)),
                                escaped(source),
                                escaped(manual)));
        page.append(".nh\n.ad l\n");
    }

    /** The name, and what it does. */
    public void name(String summary) {
        section("NAME");
        page.append(escaped(name)).append(" \\- ").append(escaped(summary)).append('\n');
    }

    /** Begins a section. */
    public ManPage section(String heading) {
        example(false);
        inText = false;
        page.append(".SH \"").append(escaped(heading)).append("\"\n");
        return this;
    }

    /** A line that flows. */
    public ManPage text(String text) {
        page.append(line(text));
        return this;
    }

    /** What is indented stays as it is; each other line is a paragraph, or a point of a list. */
    public void lines(List<String> lines) {
        for (String text : lines) {
            if (text.isEmpty()) {
                page.append(inExample ? "\n" : "");
                continue;
            }
            example(text.startsWith("  "));
            if (text.startsWith(POINT)) {
                page.append(".IP \\- 2\n").append(line(text.substring(POINT.length())));
            } else {
                page.append(inText && !inExample ? ".PP\n" : "").append(line(text));
            }
            inText = !inExample;
        }
        example(false);
    }

    /** A term in bold, and what it means. */
    public void item(String term, String meaning) {
        page.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n").append(line(meaning));
    }

    private void example(boolean wanted) {
        if (wanted != inExample) {
            page.append(wanted ? ".PP\n.nf\n" : ".fi\n.PP\n");
            inExample = wanted;
        }
    }

    /** A point or an apostrophe at the start would be a command. */
    private static String line(String text) {
        String start = text.startsWith(".") || text.startsWith("'") ? "\\&" : "";
        return start + escaped(text) + "\n";
    }

    private static String escaped(String text) {
        return text.codePoints().mapToObj(ManPage::escaped).collect(Collectors.joining());
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\\' -> "\\e";
            case '-' -> "\\-";
            case '"' -> "\\(dq";
            case '\'' -> "\\(aq";
            default -> c < 0x80 ? Character.toString(c) : "\\[u%04X]".formatted(c);
        };
    }

    /** Returns the whole page. */
    public String text() {
        return page.toString();
    }
}
