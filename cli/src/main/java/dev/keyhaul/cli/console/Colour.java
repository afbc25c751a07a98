package dev.keyhaul.cli.console;

/** The colours of a terminal. */
enum Colour {
    RED("31"),
    YELLOW("33"),
    GREEN("32");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** Returns the text in this colour, if colours are on. */
    String of(String text, boolean on) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Returns a line in the colour of the verdict that it begins with, if colours are on. */
    static String verdict(String line, boolean on) {
        if (line.equals("PASS")) {
            return GREEN.of(line, on);
        }
        return line.startsWith("FAIL: ") ? RED.of("FAIL", on) + line.substring(4) : line;
    }
}
