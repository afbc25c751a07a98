package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

/** A text as PowerShell has it between single quotes, where a doubled quote is one. */
final class PowerShellText {
    private static final String SINGLE = "'\u2018\u2019\u201a\u201b";

    private final String text;
    private int at;

    private PowerShellText(String text) {
        this.text = text;
    }

    /**
     * Returns what {@code 'text' + [char]0x2019 + 'text'} stands for; it must be the whole text.
     */
    static String literal(String expression) {
        PowerShellText text = new PowerShellText(expression);
        assertThat(text.isSingleQuote()).as(expression).isTrue();
        StringBuilder value = new StringBuilder(text.singleQuoted());
        while (text.at < expression.length()) {
            text.skip(" + [char]0x");
            value.append((char) Integer.parseInt(expression, text.at, text.at + 4, 16));
            text.at += 4;
            text.skip(" + ");
            assertThat(text.isSingleQuote()).as(expression).isTrue();
            value.append(text.singleQuoted());
        }
        return value.toString();
    }

    private void skip(String expected) {
        assertThat(text.substring(at)).startsWith(expected);
        at += expected.length();
    }

    private boolean isSingleQuote() {
        return at < text.length() && SINGLE.indexOf(text.charAt(at)) >= 0;
    }

    private String singleQuoted() {
        StringBuilder value = new StringBuilder();
        for (at++; ; at++) {
            assertThat(at).as("a string that ends").isLessThan(text.length());
            if (isSingleQuote()) {
                at++;
                if (!isSingleQuote()) {
                    return value.toString();
                }
            }
            value.append(text.charAt(at));
        }
    }
}
