package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No variable of a script comes from the environment by chance: each script unsets its own before
 * it uses any.
 */
@Tag("system")
final class ScriptVariablesTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** What the environment may set, and why; the rest of a script's variables are its own. */
    private static final Map<String, String> OF_THE_ENVIRONMENT =
            Map.ofEntries(
                    Map.entry("HOME", "where Maven keeps its libraries"),
                    Map.entry("JAVA_HOME", "the user's choice of a JDK"),
                    Map.entry("CI", "stricter: what cannot be installed fails"),
                    Map.entry("NO_COLOR", "the user's choice of colours"),
                    Map.entry("TERM", "whether the terminal has colours"),
                    Map.entry("COLUMNS", "how wide the terminal is"),
                    Map.entry("KEYHAUL_PKCS11_MODULE", "a module in place of SoftHSM"),
                    Map.entry("TEST_PKCS11_MODULE", "a module in place of SoftHSM"));

    /** What the shell itself sets, or ignores in the environment. */
    private static final Set<String> OF_THE_SHELL = Set.of("IFS", "PWD", "PPID", "SECONDS");

    /** What a script sets for the programs that it starts, and does not read before. */
    private static final Set<String> FOR_PROGRAMS =
            Set.of(
                    "CDPATH",
                    "DEBIAN_FRONTEND",
                    "DOCKER_HOST",
                    "JAZZER_FUZZ",
                    "KEYHAUL_REQUIRE_CONTAINER",
                    "LC_ALL",
                    "PATH",
                    "SOFTHSM2_CONF",
                    "TZ");

    private static final Pattern SET_ON_WINDOWS = Pattern.compile("(?im)\\bset \"?(\\w+)=");
    private static final Pattern READ_ON_WINDOWS = Pattern.compile("%(\\w+)[%:]|defined (\\w+)");

    @Test
    void scripts_unsetEachVariableOfTheirOwn_beforeTheyUseAny() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path file : scripts()) {
            ShellScript script = ShellScript.of(file);
            Set<String> used = new TreeSet<>(script.assigned());
            used.addAll(script.read());
            Set<String> missing = minus(own(script.assigned()), script.unset());
            if (!missing.isEmpty()) {
                wrong.add(name(file) + " does not unset " + missing);
            }
            Set<String> stale = minus(script.unset(), used);
            if (!stale.isEmpty()) {
                wrong.add(name(file) + " unsets, and does not use, " + stale);
            }
            if (script.usesVariablesBeforeUnset(ScriptVariablesTest::isOwn)) {
                wrong.add(name(file) + " uses variables before it unsets them");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What a condition sources may not be there when the others read. */
    @Test
    void scripts_readNoVariableThatTheyDoNotUnset() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path file : scripts()) {
            if (file.toString().endsWith(".sh")) {
                continue;
            }
            ShellScript script = ShellScript.of(file);
            Set<String> known = new TreeSet<>(script.unset());
            for (String part : script.sourced(/* always= */ true)) {
                known.addAll(ShellScript.of(ROOT.resolve(part)).unset());
            }
            addUnknown(name(file), script, known, wrong);
            for (String part : script.sourced(/* always= */ false)) {
                ShellScript sourced = ShellScript.of(ROOT.resolve(part));
                Set<String> all = new TreeSet<>(known);
                all.addAll(sourced.unset());
                addUnknown(name(file) + ", in " + part, sourced, all, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void addUnknown(
            String name, ShellScript script, Set<String> known, List<String> wrong) {
        Set<String> unknown = minus(own(script.read()), known);
        if (!unknown.isEmpty()) {
            wrong.add(name + " takes from the environment " + unknown);
        }
    }

    /** A variable of that name hides the exit code, which {@code %ERRORLEVEL%} stands for. */
    @Test
    void launcherOfWindows_setsWhatItReads() throws Exception {
        String script = Files.readString(ROOT.resolve("keyhaul.cmd"));
        Set<String> allowed = Set.of("JAVA_HOME", "PROCESSOR_ARCHITECTURE");
        Matcher read = READ_ON_WINDOWS.matcher(script);
        while (read.find()) {
            String name = read.group(1) != null ? read.group(1) : read.group(2);
            Matcher set = SET_ON_WINDOWS.matcher(script);
            boolean isSet = false;
            while (!isSet && set.find() && set.start() < read.start()) {
                isSet = set.group(1).equals(name);
            }
            assertThat(isSet || allowed.contains(name)).as(name).isTrue();
        }
    }

    @Test
    void lexer_findsEachWayToReadAndToAssign() {
        ShellScript script =
                ShellScript.of(
                        """
                        unset -v a b \\
                            c
                        # $comment d=1
                        e=$f; for g in "$h" '$single' "${i:-${j#'x'}}"; do k=$((l + $m)); done
                        IFS='|' read -r n o _ <"${p[@]}"
                        q() ( local r; printf '%s' "s=1 it's $t" ); u+=(1) && v=2 x=3
                        cat <<'END'
                        $here y=1
                        END
                        . "$root/launcher/host.sh"
                        if x; then
                            . "$root/.build/maven.sh"
                        fi
                        """);

        assertThat(script.unset()).containsExactly("a", "b", "c");
        assertThat(script.read()).containsExactly("f", "h", "i", "j", "l", "m", "p", "root", "t");
        assertThat(script.assigned())
                .containsExactly("IFS", "e", "g", "k", "n", "o", "r", "u", "v", "x");
        assertThat(script.sourced(true)).containsExactly("launcher/host.sh");
        assertThat(script.sourced(false)).containsExactly(".build/maven.sh", "launcher/host.sh");
        assertThat(ShellScript.of("a=1\nunset -v a\n").usesVariablesBeforeUnset(name -> true))
                .isTrue();
        assertThat(script.usesVariablesBeforeUnset(name -> true)).isFalse();
    }

    private static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>(List.of(ROOT.resolve("keyhaul")));
        scripts.add(ROOT.resolve("verify"));
        for (String folder : List.of("launcher", ".build", ".ci")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith(".txt"))
                        .sorted()
                        .forEach(scripts::add);
            }
        }
        assertThat(scripts).hasSizeGreaterThan(15);
        return scripts;
    }

    private static String name(Path script) {
        return ROOT.relativize(script).toString();
    }

    private static boolean isOwn(String name) {
        return !OF_THE_ENVIRONMENT.containsKey(name)
                && !OF_THE_SHELL.contains(name)
                && !FOR_PROGRAMS.contains(name);
    }

    private static Set<String> own(Set<String> names) {
        Set<String> own = new TreeSet<>(names);
        own.removeIf(name -> !isOwn(name));
        return own;
    }

    private static Set<String> minus(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }
}
