package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.cli.console.Version;
import java.util.List;

/** The host as records tell of it. */
public final class ThisHost {
    private ThisHost() {}

    /** Returns the setting of what these people do here and now. */
    public static Setting setting(List<Person> people) {
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
                HostClock.state(),
                Version.generator());
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
