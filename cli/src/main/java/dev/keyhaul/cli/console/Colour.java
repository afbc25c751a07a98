package dev.keyhaul.cli.console;

/** The colours of a terminal: none in pipes, and none with NO_COLOR, as the launcher finds out. */
enum Colour {
    RED("31"),
    YELLOW("33"),
    GREEN("32");

    /** The launcher sets it to the descriptors that are terminals: 1, 2 or 12. */
    private static final String PROPERTY = "keyhaul.colour";

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** Whether a descriptor of this process takes colours. */
    static boolean isOn(int descriptor) {
        return System.getProperty(PROPERTY, "").contains(String.valueOf(descriptor));
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
