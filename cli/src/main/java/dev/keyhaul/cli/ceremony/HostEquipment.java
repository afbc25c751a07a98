package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.token.TokenInfoCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.Optional;

/**
 * The program, the tokens and their module, as the plan has them of this host: compared before a
 * key is touched. No PIN is needed for that, and none is given to what is not the plan's.
 */
record HostEquipment(PlannedHost host, Questions questions, HostSetup setup) {
    /**
     * Refuses another program.
     *
     * @throws RefusedException if it is not the one that enrolled this host
     */
    void requireProgram() throws KeyTransferException {
        String here = ProgramDigest.text();
        if (!host.program().equals(Optional.of(here))) {
            throw changed(
                    "this is "
                            + here
                            + ", but the plan has "
                            + host.program().orElse("none")
                            + " on this host");
        }
    }

    /**
     * Refuses another token, or another module; one that is not there is waited for.
     *
     * @throws RefusedException if one is not the plan's
     */
    void requireTokens() throws KeyTransferException {
        for (PlannedToken token : host.tokens()) {
            TokenInfoCommand.Report seen = seen(token).report(TokenInfoCommand.Report.class);
            requireSame(
                    token, "serial number", token.serial().orElse("none"), seen.token().serial());
            requireSame(
                    token,
                    "module's SHA-256",
                    token.module().orElse("none"),
                    seen.module().moduleSha256());
        }
    }

    private InnerCommand seen(PlannedToken token) {
        Given given = setup.values().with(TokenInfoCommand.TOKEN, token.label());
        InnerCommand look = InnerCommand.run(questions, "token info", given);
        while (!look.isDone()) {
            questions.again("The token is not ready: " + look.why());
            look = InnerCommand.run(questions, "token info", given);
        }
        return look;
    }

    static void requireSame(PlannedToken token, String what, String planned, String seen)
            throws RefusedException {
        if (!planned.equals(seen)) {
            throw changed(
                    "the "
                            + what
                            + " of the token '"
                            + token.label()
                            + "' is "
                            + seen
                            + ", but the plan has "
                            + planned);
        }
    }

    private static RefusedException changed(String what) {
        return new RefusedException(
                Reason.PLAN_HOST_CHANGED,
                what,
                "use the equipment that was enrolled, or make another plan");
    }
}
