package dev.keyhaul.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A bar for each competitor, one table below the other, as SVG that needs nothing else. */
final class Chart {
    private static final int WIDTH = 820;
    private static final int LABEL = 200;
    private static final int BAR = 440;
    private static final int LINE = 22;

    private Chart() {}

    static String svg(List<Table> tables) {
        int height = 10;
        for (Table table : tables) {
            height += LINE * (table.rows().size() + 2);
        }
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH,
                        height,
                        WIDTH,
                        height));
        int y = LINE;
        for (Table table : tables) {
            y = draw(svg, table, y);
        }
        return svg.append("</svg>\n").toString();
    }

    private static int draw(StringBuilder svg, Table table, int top) {
        int y = top;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s, µs</text>%n",
                        y,
                        escaped(table.heading())));
        double longest = table.rows().stream().mapToDouble(Table.Row::micros).max().orElse(1);
        for (Table.Row row : table.rows()) {
            y += LINE;
            boolean ours = row.competitor().startsWith("KEYHAUL");
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"8\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\""
                                    + " height=\"14\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%s</text>%n",
                            y,
                            escaped(row.competitor()),
                            LABEL,
                            y - 12,
                            BAR * row.micros() / longest,
                            ours ? "#1f6feb" : "#9aa4b2",
                            LABEL + 6 + BAR * row.micros() / longest,
                            y,
                            label(row)));
        }
        return y + 2 * LINE;
    }

    private static String label(Table.Row row) {
        String micros = String.format(Locale.ROOT, "%.1f", row.micros());
        return Double.isNaN(row.toSunJce())
                ? micros
                : micros + String.format(Locale.ROOT, " (%.2f × SunJCE)", row.toSunJce());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
