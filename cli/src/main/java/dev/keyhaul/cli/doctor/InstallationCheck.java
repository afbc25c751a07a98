package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.process.ProcessWords;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.core.host.HostSystem;
import dev.keyhaul.core.page.ShellCommand;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where Keyhaul is installed, JNA's native part, and the class-data archive. */
final class InstallationCheck implements Check {
    private static final Path MAPPED = Path.of("/proc/self/maps");

    @Override
    public String about() {
        return "installation";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) {
        Path home = home();
        String where = Version.generator() + " in " + home;
        found.accept(
                hasNativePart()
                        ? DoctorFinding.ok(about(), where)
                        : DoctorFinding.fix(
                                about(),
                                where + " has no JNA library for this system in natives/",
                                "start it with the launcher, or unpack the bundle again"));
        found.accept(archive(home));
    }

    private static Path home() {
        try {
            Path jar =
                    Path.of(
                            Version.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return Optional.ofNullable(jar.getParent()).orElse(jar);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a jar's location is a URI", e);
        }
    }

    private static boolean hasNativePart() {
        return Arrays.stream(
                        System.getProperty("jna.boot.library.path", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isDirectory(Path.of(folder)));
    }

    private static DoctorFinding archive(Path home) {
        String prepare =
                "the installation's owner can make one: "
                        + ShellCommand.program(launcher(home).toString()).words("--prepare");
        Optional<String> named = named();
        if (named.isEmpty()) {
            return DoctorFinding.ok(
                    "archive",
                    "no class-data archive: commands take twice as long to start",
                    prepare);
        }
        return isUsed(named.get())
                ? DoctorFinding.ok("archive", "class-data archive " + named.get() + " is used")
                : DoctorFinding.fix(
                        "archive",
                        "Java does not accept the class-data archive " + named.get(),
                        prepare);
    }

    /** In a source tree the launcher is beside the folder of the build's output. */
    private static Path launcher(Path home) {
        Path own = home.resolve(HostHint.LAUNCHER.text());
        Path tree = home.resolve("../../keyhaul").normalize();
        return Files.exists(own) || !Files.exists(tree) ? own : tree;
    }

    /** The launcher names it, in one of two options, as the version of Java has it. */
    private static Optional<String> named() {
        return ProcessWords.all().stream()
                .filter(
                        a ->
                                a.startsWith("-XX:SharedArchiveFile=")
                                        || a.startsWith("-XX:AOTCache="))
                .map(a -> a.substring(a.indexOf('=') + 1))
                .findFirst();
    }

    /** Java keeps silent about an archive that does not fit, and does without. */
    private static boolean isUsed(String archive) {
        if (HostSystem.here() == HostSystem.WINDOWS || !Files.isReadable(MAPPED)) {
            return true;
        }
        try (Stream<String> lines = Files.lines(MAPPED)) {
            return lines.anyMatch(line -> line.endsWith(" " + archive));
        } catch (IOException e) {
            return true;
        }
    }
}
