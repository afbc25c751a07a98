package dev.keyhaul.cli.console;

import dev.keyhaul.cli.process.TerminalLine;

/**
 * How wide the terminal is. The launcher asks it, which costs less than from here: a process that
 * starts anyway on the terminal of a person, and none of a script's.
 */
final class Columns {
    private static final int FEWEST = 20;

    /** How wide help is where nobody says how wide. */
    private static final int PIPED = 80;

    private Columns() {}

    /** Returns how wide a line on this descriptor may be: 0 for any width. */
    static int of(int descriptor) {
        return TerminalLine.isTerminal(descriptor) ? limit(TerminalLine.columns()) : 0;
    }

    /** Returns how wide help may be: in a pipe, as wide as COLUMNS says. */
    static int ofHelp() {
        return TerminalLine.isTerminal(1)
                ? of(1)
                : limit(System.getenv().getOrDefault("COLUMNS", "" + PIPED));
    }

    /** Only a narrower terminal than usual changes anything; 0 is that of one without a width. */
    static int limit(String columns) {
        if (!columns.matches("[1-9][0-9]{0,3}")) {
            return 0;
        }
        int width = Integer.parseInt(columns);
        return width >= LineWrap.USUAL_COLUMNS ? 0 : Math.max(width, FEWEST);
    }
}
