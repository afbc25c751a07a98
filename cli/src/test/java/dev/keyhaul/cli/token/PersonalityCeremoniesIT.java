package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.pkcs11.fixture.Personality;
import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole rehearsal of a ceremony, from its tokens to the restored key, over a vendor's module as
 * its documents describe it: it ends with PASS, or stops as docs/dev/SIMULATED.md shows. A row that
 * differs is written into {@code target/ceremonies}.
 */
@Tag("long")
class PersonalityCeremoniesIT {
    private static final Path PAGE =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "dev", "SIMULATED.md");
    private static final Path WRITTEN = Path.of("target", "ceremonies");
    private static final Pattern STAGE = Pattern.compile("(?m)^\\[(\\d)/\\d] ");
    private static final Pattern STEP = Pattern.compile("(?m)^ +(Step [^\\n]*)$");
    private static final Pattern HINT = Pattern.compile("(?m)^hint: (.*)$");
    private static final Pattern FAIL = Pattern.compile("(?m)^FAIL: (.*) \\[KH-[A-Z-]+]$");

    @TempDir Path home;

    @ParameterizedTest
    @EnumSource(names = "LUNA_CLONING")
    void ceremony_endsAsThePageShows(Personality personality) throws Exception {
        requireAsShown(personality);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = "LUNA_CLONING", mode = EnumSource.Mode.EXCLUDE)
    void ceremonyOfEveryOther_endsAsThePageShows(Personality personality) throws Exception {
        requireAsShown(personality);
    }

    private void requireAsShown(Personality personality) throws Exception {
        ShimLibrary shim = ShimLibrary.beforeSoftHsm(Files.createDirectory(home.resolve("shim")));
        shim.obey(personality.lines());
        RealCommand.Result demo =
                new RealCommand(home)
                        .without("SOFTHSM2_CONF")
                        .runShell("keyhaul demo -v --dir d --module " + shim.file() + " 2>&1");

        String row = "| " + personality.title + " | " + outcome(personality, demo) + " |";
        Files.createDirectories(WRITTEN);
        Files.writeString(WRITTEN.resolve("%02d.txt".formatted(personality.ordinal())), row + "\n");
        assertThat(Files.readString(PAGE)).as(demo.out()).contains(row);
    }

    private static String outcome(Personality personality, RealCommand.Result demo) {
        if (demo.exit() == 0) {
            assertThat(demo.out()).endsWith("PASS\n");
            return "works | -";
        }
        String said = last(FAIL, demo.out());
        String hint = last(HINT, demo.out());
        String whole =
                (said + (hint.isEmpty() ? "" : "; " + hint))
                        .replaceAll(" \\(serial [^)]*\\)|/\\S*/", "");
        boolean named = !personality.setting.isEmpty() && whole.contains(personality.setting);
        return (named ? "named" : "no")
                + ", at "
                + (last(STEP, demo.out()).isEmpty()
                        ? "stage " + last(STAGE, demo.out())
                        : last(STEP, demo.out()))
                + " | "
                + whole;
    }

    private static String last(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        String last = "";
        while (found.find()) {
            last = found.group(1);
        }
        return last;
    }
}
