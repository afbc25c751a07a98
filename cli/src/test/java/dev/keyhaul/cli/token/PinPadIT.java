package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token with a PIN pad of its own: without any PIN option nothing is asked for. */
class PinPadIT {
    @TempDir static Path home;
    private static ShimFolder shim;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.obey("pinpad " + SoftHsmFolder.PIN);
    }

    @Test
    void info_saysSo() throws Exception {
        JsonObject info =
                shim.withoutPin("token", "info", "--token", SoftHsmFolder.TOKEN, "--json")
                        .requireDone()
                        .json();

        assertThat(info.value("pin_pad").orElseThrow()).hasToString("true");
    }

    @Test
    void list_asksForNoPin() throws Exception {
        RealCommand.Result list =
                shim.withoutPin("key", "list", "--token", SoftHsmFolder.TOKEN).requireDone();

        assertThat(list.out()).contains("tenant");
        assertThat(list.err()).isEmpty();
    }

    /** Somebody entered a wrong one. */
    @Test
    void list_wrongPinOnThePad_isAWrongPin() throws Exception {
        shim.obey("pinpad 00000000");
        try {
            new Refusal(4, "C_Login: CKR_PIN_INCORRECT (0xA0)", "check the PIN")
                    .requireIs(shim.withoutPin("key", "list", "--token", SoftHsmFolder.TOKEN));
        } finally {
            shim.obey("pinpad " + SoftHsmFolder.PIN);
        }
    }
}
