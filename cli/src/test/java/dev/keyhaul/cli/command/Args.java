package dev.keyhaul.cli.command;

import java.util.ArrayList;
import java.util.List;

/** A command line in two parts: what a test always says, and what it says this time. */
record Args(List<String> first) {
    static Args of(String... first) {
        return new Args(List.of(first));
    }

    Args with(String... more) {
        return of(and(more));
    }

    /** Gives each token of the command a PIN from this file. */
    String[] andPin(String file) {
        return and(SoftHsmFolder.pinOptions(first, file).toArray(String[]::new));
    }

    String[] and(Args more) {
        return and(more.first.toArray(String[]::new));
    }

    String[] and(String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
