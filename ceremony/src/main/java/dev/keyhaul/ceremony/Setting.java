package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * Who was there, and where.
 *
 * @param people as typed in
 * @param host the host's name
 * @param account the account that the command ran under, which says little about who sat there
 * @param system operating system and Java
 * @param clock whether the host's clock is kept right
 * @param tool name and version
 * @since 0.1.0
 */
public record Setting(
        List<Person> people,
        String host,
        String account,
        String system,
        ClockState clock,
        String tool) {

    /** Copies the people. */
    public Setting {
        Arguments.notNull("host", host, "account", account, "system", system);
        Arguments.notNull("clock", clock, "tool", tool);
        people = List.copyOf(people);
    }

    /** Returns the setting of what these people do here and now. */
    public static Setting here(List<Person> people, ClockState clock, String tool) {
        return new Setting(
                people,
                HostName.get(),
                property("user.name"),
                property("os.name")
                        + " "
                        + property("os.version")
                        + " "
                        + property("os.arch")
                        + ", Java "
                        + property("java.version")
                        + " ("
                        + property("java.vendor")
                        + ")",
                clock,
                tool);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
