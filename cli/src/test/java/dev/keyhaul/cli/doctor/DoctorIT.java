package dev.keyhaul.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TlsProxy;
import dev.keyhaul.cli.fixture.WrongClock;
import dev.keyhaul.core.fixture.AccessFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code doctor} on hosts with one fault each: what is wrong is said, and the rest is still ok. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class DoctorIT {
    private static final Path LIBZ =
            Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu", "../lib64")
                    .map(folder -> Path.of("/usr/lib", folder, "libz.so.1").normalize())
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();

    @TempDir static Path home;
    private ShimFolder shim;
    private SoftHsmFolder hsm;
    private ServedVault vault;

    @BeforeAll
    void start() throws Exception {
        shim = ShimFolder.withToken(home);
        hsm = shim.hsm;
        vault = ServedVault.start(hsm, "vault", "--grant", "small=get", "--state", "state");
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    /** Returns the lines that are not ok, without the padding. */
    private static List<String> toFix(RealCommand.Result result) {
        return lines(result).filter(line -> !line.contains(" ok ")).toList();
    }

    private static Stream<String> lines(RealCommand.Result result) {
        return result.out().lines().map(line -> line.replaceAll(" {2,}", " "));
    }

    /** One check alone does not hold. */
    private static void requireOneFix(RealCommand.Result result, String about, String... parts) {
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(7);
        assertThat(toFix(result).stream().filter(line -> line.contains(" fix ")))
                .singleElement()
                .asString()
                .startsWith(about + " fix ")
                .contains(parts);
    }

    @Test
    void freshMachine_needsAToken_andNothingIsMadeThere() throws Exception {
        Path fresh = Files.createDirectory(home.resolve("fresh"));
        SoftHsmFolder empty = SoftHsmFolder.empty(fresh);
        Path state = fresh.resolve("state");
        RealCommand keyhaul = empty.keyhaul().with("XDG_STATE_HOME", state.toString());

        RealCommand.Result result = keyhaul.run("doctor");

        requireOneFix(result, "token", "no token is initialised", "keyhaul token init");
        assertThat(toFix(result))
                .anyMatch(line -> line.startsWith("vault unknown not checked"))
                .anyMatch(line -> line.startsWith("clock unknown it is 20"));
        assertThat(state).doesNotExist();
        assertThat(empty.work).isEmptyDirectory();
        assertThat(lines(result))
                .anyMatch(line -> line.matches("settings ok no file /.*/keyhaul.properties"))
                .anyMatch(line -> line.matches("clock unknown it is [-0-9]+T[0-9]+:[0-9]+Z .*"));
    }

    /** What the next command would fail with is said before. */
    @Test
    void stateThatCannotBeMade_isSaid() throws Exception {
        Path file = Files.createFile(home.resolve("no-folder"));

        requireOneFix(
                hsm.keyhaul().with("XDG_STATE_HOME", file.toString()).run("doctor"),
                "state",
                "cannot write " + file + ": not a folder",
                "set XDG_STATE_HOME");
    }

    @Test
    void softHsmAndLocalVault_areAllRight_inTextAndJson() throws Exception {
        RealCommand.Result text =
                vault.run("doctor", "--pin-file", hsm.at("user.pin")).requireDone();

        assertThat(toFix(text)).isEmpty();
        assertThat(lines(text).map(line -> line.replaceFirst(" ok .*", "")).distinct())
                .containsExactly(
                        "java",
                        "installation",
                        "archive",
                        "settings",
                        "disk",
                        "state",
                        "PIN file",
                        "vault",
                        "sign-in",
                        "role",
                        "clock",
                        "module",
                        "token");
        assertThat(lines(text))
                .anyMatch(line -> line.startsWith("java ok 1") || line.startsWith("java ok 2"))
                .anyMatch(line -> line.startsWith("PIN file ok " + hsm.at("user.pin")))
                .contains("vault ok " + ServedVault.URL + " answers")
                .contains("sign-in ok as the local vault's own token")
                .anyMatch(line -> line.startsWith("role ok sufficient to create a KEK"))
                .anyMatch(line -> line.matches("clock ok it is .* which matches the vault's clock"))
                .anyMatch(line -> line.matches("module ok /.*: SoftHSM, .*"))
                .filteredOn(line -> line.startsWith("module "))
                .hasSize(1);
        assertThat(lines(text))
                .anyMatch(line -> line.matches("token ok 'hsm', serial .*; user PIN: ready"));
        assertThat(text.out() + text.err())
                .doesNotContain(SoftHsmFolder.PIN, vault.bearer().strip());
        JsonObject json = vault.run("doctor", "--json").requireDone().json();
        assertThat(json.bool("holds")).isTrue();
        assertThat(json.objects("checks")).hasSizeGreaterThan(10);
        assertThat(vault.run("doctor", "-q").requireDone().out()).isEmpty();
    }

    /** NSS's own slot for cryptography has no user, so there is no PIN to set. */
    @Test
    void tokenThatNeedsNoLogin_hasNothingToFix() throws Exception {
        RealCommand.Result text =
                hsm.keyhaul().run("doctor", "--module", NssSoftokn.module().toString());

        assertThat(lines(text))
                .anyMatch(
                        line ->
                                line.matches(
                                        "token ok 'NSS Generic Crypto Services', .*; needs no login.*"));
        assertThat(toFix(text)).noneMatch(line -> line.contains("NSS Generic"));
    }

    /** What is asked for the role makes no key, not even a deleted one. */
    @Test
    void role_isAskedWithoutAChange() throws Exception {
        Path kept = hsm.work.resolve("state").resolve("rehearsal.vault.keyhaul.invalid");
        vault.run("doctor").requireDone();
        assertThat(kept)
                .satisfiesAnyOf(
                        k -> assertThat(k).doesNotExist(), k -> assertThat(k).isEmptyDirectory());

        vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        vault.run("doctor").requireDone();
        assertThat(kept.toFile().list()).containsExactly("kek.key");
    }

    @Test
    void roleTooSmall_isSaid_withWhatIsMissing() throws Exception {
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                "doctor",
                                "--vault",
                                ServedVault.URL,
                                "--local-vault",
                                vault.accessFile() + ".small");

        requireOneFix(
                result,
                "role",
                "it lacks create, import, sign, decrypt, getrotationpolicy",
                "of an identity that has this permission");
    }

    @Test
    void notSignedIn_isSaid_withTheVaultsTenant() throws Exception {
        try (TlsProxy proxy =
                new TlsProxy(Files.createDirectory(home.resolve("proxy")), KekFiles.rsa(2048))) {
            RealCommand.Result result =
                    proxy.run(
                            hsm.keyhaul(),
                            "doctor",
                            "--vault",
                            KekFiles.VAULT,
                            "--credential",
                            "environment");

            requireOneFix(
                    result,
                    "sign-in",
                    "cannot ask the vault: no credential for Azure was found",
                    "az login --tenant 11111111-2222-3333-4444-555555555555");
            assertThat(lines(result)).contains("vault ok " + KekFiles.VAULT + " answers");

            // Somebody has signed in, and a proxy breaks TLS open.
            RealCommand.Result open =
                    proxy.run(
                            hsm.keyhaul(),
                            "doctor",
                            "--vault",
                            KekFiles.VAULT,
                            "--credential",
                            "azure-cli");
            requireOneFix(
                    open, "vault", "the TLS certificate of contoso-kv.vault.azure.net chains to");
            assertThat(lines(open))
                    .contains(
                            "sign-in ok as ada@contoso.com (object"
                                    + " 11111111-2222-3333-4444-777777777777) of tenant"
                                    + " 11111111-2222-3333-4444-555555555555, by the credential"
                                    + " azure-cli")
                    .anyMatch(line -> line.startsWith("role unknown not checked"))
                    .noneMatch(line -> line.contains("c2ln"));
            assertThat(proxy.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {24, -24})
    void clockADayOff_isSaid_byTheVaultsTime(long hours) throws Exception {
        try (WrongClock clock = new WrongClock(vault.address(), Duration.ofHours(hours))) {
            RealCommand.Result result =
                    hsm.keyhaul()
                            .run(
                                    "doctor",
                                    "--vault",
                                    ServedVault.URL,
                                    "--local-vault",
                                    AccessFiles.redirected(
                                                    vault.accessFile(),
                                                    clock.address(),
                                                    hsm.work.resolve("clock" + hours))
                                            .toString());

            requireOneFix(
                    result,
                    "clock",
                    hours > 0 ? "hours behind the vault's" : "hours ahead of the vault's",
                    "timedatectl");
        }
    }

    /** As on a host without network, whose clock was set back. */
    @Test
    void clockBehind_isSaid_byThisHostsState_andByRecords() throws Exception {
        Path state = home.resolve("later");
        Path file = Files.createDirectories(state.resolve("keyhaul/records")).resolve("a.json");
        Files.setPosixFilePermissions(
                file.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
        requireOneFix(
                hsm.keyhaul().with("XDG_STATE_HOME", state.toString()).run("doctor"),
                "clock",
                "and a file in " + state.resolve("keyhaul") + " is about 24 hours newer");

        Path records = Files.createDirectory(hsm.work.resolve("records"));
        requireOneFix(
                hsm.keyhaul().run("doctor", "--records", records.toString()),
                "records",
                "there are no records in " + records,
                "--record");
        String name = "20261125T182214.675Z-kek-download.record.json";
        String record =
                Files.readString(
                        Path.of(
                                "../ceremony/src/test/resources/dev/keyhaul/ceremony/golden.record.json"));
        Files.writeString(records.resolve(name), record.replace("2026-", "2999-"));
        requireOneFix(
                hsm.keyhaul().run("doctor", "--records", records.toString()),
                "clock",
                name + " is dated 2999-03-01T09:00:01Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-rw-", "rw-r-----"})
    void pinFileThatOthersReach_isSaid_andNotRead(String mode) throws Exception {
        Path pin = Files.writeString(hsm.work.resolve("open-" + mode + ".pin"), "9081726354\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString(mode));

        RealCommand.Result result = hsm.keyhaul().run("doctor", "--pin-file", pin.toString());

        requireOneFix(result, "PIN file", "other users can read or write", "chmod 600");
        assertThat(result.out() + result.err()).doesNotContain("9081726354");
    }

    @Test
    void settingsThatOthersWrite_andStateThatTheyRead_areSaid() throws Exception {
        Path settings = Files.createFile(hsm.work.resolve("keyhaul.properties"));
        RealCommand keyhaul = hsm.keyhaul().with("KEYHAUL_SETTINGS", settings.toString());
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(lines(keyhaul.run("doctor")))
                .anyMatch(line -> line.startsWith("settings ok " + settings + ","));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-rw-r--"));
        requireOneFix(
                keyhaul.run("doctor"),
                "settings",
                "other users can write to " + settings,
                "chmod go-w");
        Files.delete(settings);
        requireOneFix(keyhaul.run("doctor"), "settings", "cannot read " + settings);

        Path state = home.resolve("open");
        Path memory = Files.createDirectories(state.resolve("keyhaul/records"));
        Files.setPosixFilePermissions(memory, PosixFilePermissions.fromString("rwxr-xr-x"));
        requireOneFix(
                hsm.keyhaul().with("XDG_STATE_HOME", state.toString()).run("doctor"),
                "state",
                memory + " is a link, or other users can use it",
                "0700");
    }

    @Test
    void wrongModule_isSaid_afterAllOtherLines() throws Exception {
        Path text = Files.writeString(hsm.work.resolve("module.so"), "not a library\n");
        RealCommand.Result noLibrary = hsm.keyhaul().run("doctor", "--module", text.toString());
        requireOneFix(noLibrary, "module", text + " is not a PKCS#11 module");

        requireOneFix(
                hsm.keyhaul().run("doctor", "--module", LIBZ.toString()),
                "module",
                LIBZ + " is not a PKCS#11 module");
        requireOneFix(
                hsm.keyhaul().with("KEYHAUL_PKCS11_MODULE", "/none.so").run("doctor"),
                "module",
                "no PKCS#11 module at /none.so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit C_Initialize 0 1", "crash C_GetInfo 0 1"})
    void moduleThatEndsTheProcess_takesNoOtherLineWithIt(String rule) throws Exception {
        shim.obey(rule);

        RealCommand.Result result = shim.withoutPin("doctor");

        assertThat(result.exit()).as(result.err()).isEqualTo(5);
        assertThat(result.err())
                .contains("native code, most likely the PKCS#11 module, ended this process");
        List<String> abouts = new ArrayList<>(lines(result).map(l -> l.split(" ")[0]).toList());
        assertThat(abouts).contains("java", "disk", "state", "vault", "clock");
        assertThat(result.err()).contains("loading the module " + shim.module());
    }

    /** The limit of a check is waited for. */
    @Test
    @Tag("full")
    void moduleThatHangs_isLeftBehind() throws Exception {
        shim.obey("hang C_Initialize 0 1");

        requireOneFix(shim.withoutPin("doctor"), "module", "no answer within 30 seconds");
    }
}
