package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * A command that ends as it should, failed or waiting: one line that says so, one hint line,
 * nothing on standard output.
 */
record Refusal(int exit, String error, String hint) {
    private static final int WAITING = 9;
    private static final String HINT = "keyhaul: hint: ";

    /** Checks that {@code result} is such a failure: with this exit code, error and hint. */
    void requireIs(RealCommand.Result result) {
        List<String> lines = result.err().lines().toList();
        assertThat(lines).as("standard error").hasSize(2);
        assertThat(lines.get(0))
                .startsWith(exit == WAITING ? "keyhaul: waiting: " : "keyhaul: error: ")
                .contains(error)
                .doesNotEndWith(".");
        assertThat(lines.get(1)).startsWith(HINT).contains(hint).doesNotEndWith(".");
        assertThat(lines.get(1)).hasSizeGreaterThan(HINT.length());
        assertThat(result.out()).as("standard output").isEmpty();
        assertThat(result.exit()).as("exit code").isEqualTo(exit);
    }
}
