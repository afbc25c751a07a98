package dev.keyhaul.cli.process;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The terminal, as the launcher saw it, and the line there that a signal cuts: no line end follows
 * the {@code ^C}, and the shell's prompt would stand behind it.
 */
public final class TerminalLine {
    /** Such as {@code 12:80}: the descriptors that are terminals, and the width. */
    private static final String PROPERTY = "terminal.columns";

    private static final int ERROR = 2;
    private static final AtomicBoolean OPEN = new AtomicBoolean();

    private TerminalLine() {}

    /** Whether a descriptor is a terminal. */
    public static boolean isTerminal(int descriptor) {
        String terminal = System.getProperty(PROPERTY, "");
        int colon = terminal.indexOf(':');
        return colon > 0 && terminal.substring(0, colon).contains("" + descriptor);
    }

    /** Returns the width, as the launcher was told. */
    public static String columns() {
        String terminal = System.getProperty(PROPERTY, "");
        return terminal.substring(terminal.indexOf(':') + 1);
    }

    /** From now on, a signal that ends the process ends the line too. */
    public static void open() {
        if (isTerminal(ERROR)) {
            OPEN.set(true);
            Runtime.getRuntime().addShutdownHook(new Thread(TerminalLine::cut, "line"));
        }
    }

    /** The process ends by itself, or the line has been ended. */
    public static void close() {
        OPEN.set(false);
    }

    /** A signal has come. */
    static void cut() {
        if (OPEN.get()) {
            System.err.println();
        }
    }
}
