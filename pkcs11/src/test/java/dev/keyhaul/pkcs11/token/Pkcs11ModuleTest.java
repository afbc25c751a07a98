package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs11ModuleTest {
    @TempDir Path directory;

    @Test
    void load_softHsm_namesItsFileAndItself() throws Exception {
        try (SoftHsm hsm = SoftHsm.create()) {
            Pkcs11Module module = hsm.module();

            assertThat(module.path()).isEqualTo(hsm.modulePath()).isAbsolute();
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(Files.readAllBytes(hsm.modulePath()));
            assertThat(module.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
            assertThat(module.info().description()).isEqualTo("Implementation of PKCS11");
            assertThat(module.info().manufacturer()).isEqualTo("SoftHSM");
            assertThat(module.isShared()).isFalse();
        }
    }

    @Test
    void load_twice_sharesOneInitialisation() throws Exception {
        try (SoftHsm hsm = SoftHsm.create()) {
            hsm.initialize("HSM");

            try (Pkcs11Module second = Pkcs11Module.load(hsm.modulePath())) {
                assertThat(second.isShared()).isTrue();
                assertThat(second.find(TokenSelector.label("HSM")).label()).isEqualTo("HSM");
            }

            assertThat(hsm.module().find(TokenSelector.label("HSM")).label()).isEqualTo("HSM");
        }
    }

    /** The first that is closed must not end the sessions of the other. */
    @Test
    void load_twice_theLastThatIsClosedFinalises() throws Exception {
        try (SoftHsm hsm = SoftHsm.create()) {
            hsm.initialize("HSM");
            Path library = hsm.modulePath();
            Path link = Files.createSymbolicLink(directory.resolve("link.so"), library);
            Pkcs11Module last = Pkcs11Module.load(library);
            hsm.module().close();
            TokenInfo token = last.find(TokenSelector.label("HSM"));
            try (Passphrase pin = SoftHsm.pin();
                    Token open = last.login(token, pin)) {
                Pkcs11Module third = Pkcs11Module.load(link);
                assertThat(third.isShared()).isTrue();
                third.close();
                third.close();
                open.generate(KeyRequest.target("tenant"));
            }
            last.close();
            assertThatThrownBy(last::info)
                    .isInstanceOf(TokenException.class)
                    .hasMessage("PKCS#11 module " + last.path() + " is closed");
            try (Pkcs11Module again = Pkcs11Module.load(library)) {
                assertThat(again.isShared()).isFalse();
            }
        }
    }

    @Test
    void load_twoCopies_areIndependent() throws Exception {
        try (SoftHsm first = SoftHsm.create();
                SoftHsm second = SoftHsm.create()) {
            first.initialize("first");
            second.initialize("second");

            assertThat(first.module().tokens()).extracting(TokenInfo::label).contains("first");
            assertThat(second.module().tokens())
                    .extracting(TokenInfo::label)
                    .contains("second")
                    .doesNotContain("first");
        }
    }

    /** JNA unloads a library that nobody refers to; the function table would dangle. */
    @Test
    void load_garbageCollected_staysLoaded() throws Exception {
        try (SoftHsm hsm = SoftHsm.create()) {
            Pkcs11Module module = hsm.module();
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(20);
                assertThat(module.info().manufacturer()).isEqualTo("SoftHSM");
            }
        }
    }

    /** As Yubico's module 2.6.0 does, whose connector does not run. */
    @Test
    void moduleWithoutAToken_isNotToldToBeUninitialised() throws Exception {
        ObservedBackend backend = new ObservedBackend();
        try (ShimModule shim = ShimModule.create(backend)) {
            backend.lie("getSlotList", module -> new long[0]);

            assertThat(hintOf(() -> shim.hsm().module().find(TokenSelector.label("nobody"))))
                    .startsWith("no slot there has a token: check that the HSM is on");
            backend.tellTheTruth();
        }
    }

    /** What helps with SoftHSM confuses the owner of an HSM. */
    @Test
    void hints_nameSoftHsmsVariable_forSoftHsmAlone() throws Exception {
        try (ShimModule shim = ShimModule.create()) {
            TokenSelector nobody = TokenSelector.label("nobody");
            assertThat(hintOf(() -> shim.hsm().module().find(nobody))).contains("SOFTHSM2_CONF");

            shim.obey("module-maker Acme");
            assertThat(hintOf(() -> shim.hsm().module().find(nobody)))
                    .isEqualTo("no token there is initialised");
            shim.obey("fail C_GetTokenInfo 0x5 0");
            assertThat(hintOf(() -> shim.hsm().module().find(nobody)))
                    .doesNotContain("SOFTHSM2_CONF");
        }
        try (ShimModule shim = ShimModule.create()) {
            shim.obey("fail C_Initialize 0x5 0");
            assertThat(hintOf(() -> shim.hsm().module())).doesNotContain("SOFTHSM2_CONF");
        }
    }

    private static String hintOf(ThrowableAssert.ThrowingCallable call) {
        Throwable error = catchThrowable(call);
        assertThat(error).isInstanceOf(TokenException.class);
        return ((TokenException) error).hint().orElseThrow();
    }

    @Test
    void load_missingFile_saysSoWithAHint() {
        Path missing = directory.resolve("no.so");

        assertThatThrownBy(() -> Pkcs11Module.load(missing))
                .isInstanceOf(TokenException.class)
                .hasMessage("no PKCS#11 module at " + missing)
                .satisfies(e -> assertThat(((TokenException) e).hint()).isPresent());
    }

    @Test
    void load_directory_isNoModule() {
        assertThatThrownBy(() -> Pkcs11Module.load(directory))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("no PKCS#11 module at");
    }

    @Test
    void load_textFile_isNotAModule() throws Exception {
        Path text = Files.writeString(directory.resolve("text.so"), "not a library");

        assertThatThrownBy(() -> Pkcs11Module.load(text))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith(text + " is not a PKCS#11 module: ");
    }

    @Test
    void load_libraryWithoutTheEntryPoint_isNotAModule() throws Exception {
        Path jni = Path.of(System.getProperty("java.home"), "lib", "libzip.so");

        assertThatThrownBy(() -> Pkcs11Module.load(jni))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("it exports neither C_GetInterface nor C_GetFunctionList");
    }

    @Test
    void load_libraryOfAnotherProcessor_saysSo() throws Exception {
        byte[] library = Files.readAllBytes(SoftHsm.installed());
        // e_machine of an IBM S/390.
        library[18] = 22;
        library[19] = 0;
        Path foreign = Files.write(directory.resolve("s390.so"), library);

        assertThatThrownBy(() -> Pkcs11Module.load(foreign))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("not built for this host's type of processor");
    }

    @Test
    void search_findsWhatIsInstalled() {
        assertThat(ModulePaths.search()).isPresent();
        assertThat(ModulePaths.byName("softhsm2")).isPresent();
        assertThat(ModulePaths.byName("../softhsm2")).isEmpty();
        assertThat(ModulePaths.byName("nonesuch")).isEmpty();
    }
}
