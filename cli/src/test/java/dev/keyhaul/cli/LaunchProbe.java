package dev.keyhaul.cli;

import com.sun.jna.Native;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stands in for the command line where {@link LauncherTest} asks what a launched JVM sees. */
final class LaunchProbe {
    private LaunchProbe() {}

    public static void main(String[] args) throws Exception {
        System.out.println("args=" + List.of(args));
        System.out.println("pid=" + ProcessHandle.current().pid());
        System.out.println("java=" + System.getProperty("java.home"));
        System.out.println("flags=" + ManagementFactory.getRuntimeMXBean().getInputArguments());
        System.out.println("jnu=" + System.getProperty("sun.jnu.encoding"));
        for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            System.out.println(name + "=" + System.getenv(name));
        }
        if (List.of(args).equals(List.of("--wait"))) {
            System.in.read();
        } else if (args.length > 0) {
            Files.writeString(Path.of(args[0]), "written", StandardCharsets.UTF_8);
        }
        // Fails unless JNA finds its native part where the launcher says.
        System.out.println("pointer=" + Native.POINTER_SIZE);
        Path limits = Path.of("/proc/self/limits");
        if (Files.exists(limits)) {
            Files.readAllLines(limits).stream()
                    .filter(line -> line.startsWith("Max core file size"))
                    .forEach(
                            line ->
                                    System.out.println(
                                            "core=" + line.replaceAll("\\s+", " ").trim()));
        }
    }
}
