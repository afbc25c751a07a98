package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page in Markdown, from texts of help, put together from the top down. */
final class Markdown {
    /**
     * What is typed, or stands in files, in this order: a command or a word in quotes, a page with
     * a heading, an error's code, a URL or a text with a scheme, an option, a constant.
     */
    private static final Pattern SPECIAL =
            Pattern.compile(
                    "docs/(?<page>[A-Za-z/-]+)\\.md(?:, '(?<heading>[^']+)')?"
                            + "|(?<!\\w)'(?<quoted>[^']+)'(?!\\w)"
                            + "|\\b(?<error>KH-[A-Z0-9-]*[A-Z0-9])"
                            + "|(?<code>(?<![\\w/-])[a-z][a-z0-9-]*:(?=[A-Za-z0-9/])[^\\s,()]*[^\\s,.();:]"
                            + "|(?<![\\w-])--?[a-z][a-z0-9-]*(?:=[A-Z]+)?"
                            + "|\\b[A-Z]+(?:_[A-Z0-9…]+)+)");

    private final StringBuilder page = new StringBuilder();
    private final String toDocuments;
    private final UnaryOperator<String> titles;

    /**
     * Begins a page.
     *
     * @param toDocuments the path from it to the folder of documents: empty, or with a slash
     * @param titles the title of each of the documents
     */
    Markdown(String toDocuments, UnaryOperator<String> titles) {
        this.toDocuments = toDocuments;
        this.titles = titles;
    }

    Markdown heading(int level, String text) {
        return part("#".repeat(level) + " " + text);
    }

    Markdown paragraph(String text) {
        return part(inline(text));
    }

    /** Text that is Markdown already. */
    Markdown part(String text) {
        page.append(page.length() == 0 ? "" : "\n").append(text).append('\n');
        return this;
    }

    Markdown code(String language, List<String> lines) {
        return part("```" + language + "\n" + String.join("\n", lines) + "\n```");
    }

    /** A table; the first column is Markdown already. */
    Markdown table(String first, String second, List<HelpBlocks.Row> rows) {
        return part(
                "| %s | %s |\n|---|---|\n".formatted(first, second)
                        + rows.stream()
                                .map(row -> "| " + row.term() + " | " + cell(row.meaning()) + " |")
                                .collect(Collectors.joining("\n")));
    }

    /** A text of help. */
    Markdown text(List<String> lines) {
        boolean inList = false;
        for (HelpBlocks.Block block : HelpBlocks.of(lines)) {
            if (block instanceof HelpBlocks.Point point) {
                String text = "* " + inline(point.text());
                if (inList) {
                    page.append(text).append('\n');
                } else {
                    part(text);
                }
            } else if (block instanceof HelpBlocks.Paragraph paragraph) {
                paragraph(paragraph.text());
            } else if (block instanceof HelpBlocks.Table table) {
                table(
                        "",
                        "",
                        table.rows().stream()
                                .map(row -> new HelpBlocks.Row(typed(row.term()), row.meaning()))
                                .toList());
            } else if (block instanceof HelpBlocks.Example example) {
                code(language(example.lines()), example.lines());
            }
            inList = block instanceof HelpBlocks.Point;
        }
        return this;
    }

    private String language(List<String> lines) {
        if (lines.get(0).startsWith(Commands.PROGRAM + " ")) {
            return "sh";
        }
        return lines.get(0).startsWith("{") ? "json" : "text";
    }

    /** Returns what is typed, for a cell of a table. */
    static String typed(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private String cell(String text) {
        return inline(text).replaceAll("(?<!\\\\)\\|", "\\\\|");
    }

    /** Returns a text of help with links, and with what is typed as code. */
    String inline(String text) {
        Matcher special = SPECIAL.matcher(text);
        StringBuilder marked = new StringBuilder();
        int at = 0;
        while (special.find()) {
            marked.append(plain(text.substring(at, special.start()))).append(marked(special));
            at = special.end();
        }
        return marked.append(plain(text.substring(at))).toString();
    }

    private String marked(Matcher special) {
        String page = special.group("page");
        if (page != null) {
            String heading = special.group("heading");
            return heading == null
                    ? link(titles.apply(page), page + ".md")
                    : link(heading, page + ".md#" + anchor(heading));
        }
        String error = special.group("error");
        if (error != null) {
            return link(error, "ERRORS.md#" + error.toLowerCase(Locale.ROOT));
        }
        String quoted = special.group("quoted");
        return "`" + (quoted == null ? special.group("code") : quoted) + "`";
    }

    private String link(String text, String document) {
        return "[" + text + "](" + toDocuments + document + ")";
    }

    /** Returns the anchor of a heading, as GitHub makes it. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static String plain(String text) {
        return text.replace("<", "\\<").replace("*", "\\*");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
