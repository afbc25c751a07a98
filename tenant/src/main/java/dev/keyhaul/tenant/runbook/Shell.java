package dev.keyhaul.tenant.runbook;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a runbook is written for.
 *
 * @since 0.1.0
 */
public enum Shell {
    /** PowerShell, with the modules Az and AIPService. */
    PWSH(".ps1", " = ", "if (Start-Step ") {
        /**
         * Between single quotes nothing is expanded, and a doubled quote is one. What is not ASCII
         * is named by its number: PowerShell takes U+2018 to U+201B for single quotes too, and
         * Windows PowerShell reads a file in the code page of its host, where any character may
         * become one.
         */
        @Override
        public String quote(String value) {
            StringBuilder quoted = new StringBuilder("'");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c > '~') {
                    quoted.append("' + [char]0x%04x + '".formatted((int) c));
                } else {
                    quoted.append(c == '\'' ? "''" : c);
                }
            }
            return quoted.append("'").toString();
        }

        @Override
        String variable(RunbookValue value) {
            return "$"
                    + Arrays.stream(value.name().split("_"))
                            .map(
                                    word ->
                                            word.charAt(0)
                                                    + word.substring(1).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining());
        }
    },

    /** A POSIX shell, with az; what only PowerShell can do is handed to it. */
    AZ(".sh", "=", "if step ") {
        /** Between single quotes nothing is expanded; a single quote itself cannot stand there. */
        @Override
        public String quote(String value) {
            return "'" + value.replace("'", "'\\''") + "'";
        }

        @Override
        String variable(RunbookValue value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    };

    private final String suffix;
    private final String assigns;
    private final String step;

    Shell(String suffix, String assigns, String step) {
        this.suffix = suffix;
        this.assigns = assigns;
        this.step = step;
    }

    /** Returns the name as an option has it: {@code pwsh} or {@code az}. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns how such a script's file name ends. */
    public String suffix() {
        return suffix;
    }

    /** Returns a text as an expression of this shell in which nothing is expanded. */
    public abstract String quote(String value);

    /** Returns a value's name as a variable of this shell has it where it is assigned. */
    abstract String variable(RunbookValue value);

    String assignment(RunbookValue value, String text) {
        return variable(value) + assigns + quote(text);
    }

    /** Returns how the line of a template starts that begins a step. */
    String step() {
        return step;
    }

    String template(String part) {
        return optionName() + "/" + part + suffix;
    }
}
