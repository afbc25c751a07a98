package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a token takes is found out, not known by its name: no code of the commands names one.
 * SoftHSM is what rehearsals run on.
 */
class TokenNamesTest {
    private static final Path CODE =
            Path.of(System.getProperty("keyhaul.root", ".."), "cli", "src", "main", "java");

    private static final Pattern NAME =
            Pattern.compile(
                    "kryoptic|pkcs11rs|craton|wolfpkcs11|wolfssl|cloudhsm|yubi|nshield|entrust"
                            + "|\\bluna|thales|utimaco|opencryptoki|primus|securosys|softokn|tpm2");

    /** A sentence of a help, and the maker of the module that an AD RMS key was in. */
    private static final Set<String> KNOWN =
            Set.of("TargetOptions.java yubi", "AdRmsKey.java nshield", "AdRmsKey.java thales");

    @Test
    void codeOfTheCommands_namesNoToken() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Matcher name = NAME.matcher(Files.readString(file).toLowerCase(Locale.ROOT));
                while (name.find()) {
                    found.add(file.getFileName() + " " + name.group());
                }
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(KNOWN);
    }
}
