package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * As much of PowerShell's grammar as tells whether a script's quotes and brackets balance: comments
 * end with their line, in single quotes a doubled quote is one, in double quotes a backtick
 * escapes, and {@code $(…)} is not looked into (the templates have none that holds a quote).
 */
final class PowerShellText {
    private static final String SINGLE = "'\u2018\u2019\u201a\u201b";
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";

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

    static void requireBalanced(String script) {
        new PowerShellText(script).balance();
    }

    private void balance() {
        Deque<Character> open = new ArrayDeque<>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = text.indexOf('\n', at);
            } else if (isSingleQuote()) {
                singleQuoted();
            } else if (c == '"') {
                doubleQuoted();
            } else if (OPENING.indexOf(c) >= 0) {
                open.push(CLOSING.charAt(OPENING.indexOf(c)));
                at++;
            } else if (CLOSING.indexOf(c) >= 0) {
                assertThat(open).as(rest()).isNotEmpty();
                assertThat(open.pop()).as(rest()).isEqualTo(c);
                at++;
            } else {
                at++;
            }
        }
        assertThat(open).isEmpty();
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

    private void doubleQuoted() {
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '`') {
                at++;
            }
        }
        at++;
    }

    private String rest() {
        return text.substring(at).lines().findFirst().orElse("");
    }
}
