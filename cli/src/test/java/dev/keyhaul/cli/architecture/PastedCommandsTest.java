package dev.keyhaul.cli.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A value gets into a command to paste by {@code ShellCommand}, which quotes it, and not by joining
 * texts: a file name such as {@code x;touch y;#} would run.
 */
@Tag("once")
final class PastedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** A literal that ends in a command or an option with a blank, joined with a value. */
    private static final Pattern JOINED =
            Pattern.compile(
                    "\"(?:[^\"\\\\\\n]|\\\\.)*?((?<![\\w-])--[a-z][a-z-]*[ =]|\\b(?:keyhaul|az|aws|gcloud) [a-z]+(?: [a-z-]+)*? )'?\""
                            + "\\s*\\+\\s*(?!\\s|\")");

    /**
     * What joins a value that cannot hold anything else: constants of ours, and the names and URLs
     * of vaults and keys, whose types refuse all but letters, digits and hyphens.
     */
    private static final Map<String, Set<String>> ALLOWED =
            Map.ofEntries(
                    entry(
                            "AuthorisationRules.java",
                            Set.of("az ad sp show --id ", "az ad sp update --id ")),
                    entry(
                            "AwsImport.java",
                            Set.of("aws kms get-parameters-for-import --wrapping-algorithm ")),
                    entry("AzCommands.java", Set.of("--name ", "az keyvault show ")),
                    entry("CloudOptions.java", Set.of("--format ")),
                    entry("KekAuthentication.java", Set.of("az keyvault key download --id ")),
                    // The names of Java modules.
                    entry("NoModuleException.java", Set.of("--enable-native-access=")),
                    entry("KeyPolicyRules.java", Set.of("--not-before ")),
                    entry("KeyRules.java", Set.of("--ops ")),
                    entry("KeyUses.java", Set.of("az keyvault key show --id ")),
                    entry("PlaceRules.java", Set.of("--location ")),
                    entry(
                            "AttributeChecks.java",
                            Set.of(
                                    "--ops ",
                                    "az keyvault key set-attributes --id ",
                                    "az keyvault update --name ",
                                    "az keyvault update-hsm --hsm-name ")),
                    entry(
                            "RotationCheck.java",
                            Set.of(
                                    "--name ",
                                    "az keyvault key rotation-policy show ",
                                    "az keyvault key rotation-policy update ")),
                    entry(
                            "RoleRules.java",
                            Set.of("--scope ", "az keyvault role assignment list --hsm-name ")),
                    // The key's name in the request that was sent.
                    entry("ServiceBoundary.java", Set.of("--name ", "az keyvault key show ")),
                    entry(
                            "ServiceHint.java",
                            Set.of(
                                    "--name ",
                                    "az keyvault key list ",
                                    "az keyvault key purge ",
                                    "az keyvault key recover ",
                                    "az keyvault role assignment create --hsm-name ",
                                    "az keyvault set-policy --name ")),
                    // A tenant's identifier, compared with its pattern before.
                    entry("SignInException.java", Set.of("az login --tenant ")),
                    entry(
                            "TenantKey.java",
                            Set.of(
                                    "--assignee ",
                                    "--key-permissions ",
                                    "--role ",
                                    "--spn ",
                                    "az keyvault role assignment create --hsm-name ",
                                    "az keyvault set-policy --name ")),
                    entry("TenantRunbookCommand.java", Set.of("--origin ")),
                    // A plan's id: hex digits.
                    entry("ScriptSteps.java", Set.of("keyhaul ceremony look ")),
                    entry("TypedNumber.java", Set.of("keyhaul ceremony look ")),
                    entry("WitnessGuide.java", Set.of("keyhaul ceremony look ")),
                    entry("TokenHolder.java", Set.of("keyhaul local vault ")),
                    entry("VaultProof.java", Set.of("az keyvault key set-attributes --id ")));

    @Test
    void valuesInCommands_areQuotedByShellCommand() throws IOException {
        Map<String, Set<String>> joined = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    joined.putAll(joinedIn(main));
                }
            }
        }
        assertThat(joined).isEqualTo(ALLOWED);
    }

    private static Map<String, Set<String>> joinedIn(Path main) throws IOException {
        Map<String, Set<String>> joined = new TreeMap<>();
        try (Stream<Path> files = Files.walk(main)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Set<String> found = found(Files.readString(file));
                if (!found.isEmpty()) {
                    joined.put(file.getFileName().toString(), found);
                }
            }
        }
        return joined;
    }

    private static Set<String> found(String code) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = JOINED.matcher(code);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"keyhaul approve \" + file",
                "\"run 'keyhaul backup verify --all --store \"\n    + folder",
                "\"give --record=\" + folder",
                "\"az login --tenant '\" + tenant + \"'\"",
            })
    void joinedValue_isFound(String code) {
        assertThat(found(code)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"keyhaul approve \" + \"--key SOURCE\"",
                "ShellCommand.of(\"keyhaul approve\").path(file)",
                "\"keyhaul: error: \" + message",
            })
    void whatIsNoJoinedValue_isNotFound(String code) {
        assertThat(found(code)).isEmpty();
    }
}
