package dev.keyhaul.cli.console;

/**
 * How wide the terminal is. The launcher asks it, which costs less than from here: a process that
 * starts anyway on the terminal of a person, and none of a script's.
 */
final class Columns {
    /** Such as {@code 12:80}: the descriptors that are terminals, and the width. */
    private static final String PROPERTY = "terminal.columns";

    private static final int FEWEST = 20;

    private Columns() {}

    /** Returns how wide a line on this descriptor may be: 0 for any width. */
    static int of(int descriptor) {
        String terminal = System.getProperty(PROPERTY, "");
        int colon = terminal.indexOf(':');
        boolean isTerminal = colon > 0 && terminal.substring(0, colon).contains("" + descriptor);
        return isTerminal ? limit(terminal.substring(colon + 1)) : 0;
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
