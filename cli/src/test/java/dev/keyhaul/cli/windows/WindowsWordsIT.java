package dev.keyhaul.cli.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.WindowsHost;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words of other alphabets and with {@code ?} and {@code *}, under Wine. */
@Tag("system")
class WindowsWordsIT {
    @TempDir Path folder;

    private WindowsHost windows;

    @BeforeEach
    void unpack() throws Exception {
        windows = WindowsHost.in(folder);
        for (String name : new String[] {"abcd.pem", "ключ.pem", "鍵.txt"}) {
            Files.writeString(windows.work.resolve(name), "no key");
        }
    }

    /** Java's launcher would make {@code ????.pem} of the first, and {@code abcd.pem} of that. */
    @Test
    void words_areThoseThatWereTyped() throws Exception {
        assertThat(errors("inspect", "ключ.pem", "--kek", "鍵.???"))
                .contains("鍵.???")
                .doesNotContain("abcd");
        assertThat(errors("inspect", "a?cd.pem")).contains("a?cd.pem").doesNotContain("abcd.pem");
        assertThat(errors("inspect", "--kek", "abcd*", "ключ.pem")).contains("abcd*");
    }

    @Test
    void trace_hasLines() throws Exception {
        assertThat(errors("inspect", "-v", "none.pem")).contains("\n\tat ").doesNotContain("u000d");
    }

    @Test
    void operand_isExpanded() throws Exception {
        assertThat(errors("inspect", "ab*.pem")).contains("abcd.pem").doesNotContain("*");
    }

    private String errors(String... words) throws Exception {
        TestProcess.Result result = windows.keyhaul(words);
        assertThat(result.exit()).isNotZero();
        return result.said();
    }
}
