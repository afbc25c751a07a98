package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.OwnRecords;
import dev.keyhaul.ceremony.RecordList;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.key.KeyListCommand;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.uri.TokenKeyName;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a host that has lost it: its key is in its token, and plan and head are on paper.
 * An older stick has another head than the paper.
 */
record LostMemory(
        HostPlan here,
        PlannedHost host,
        Questions questions,
        GuideRecord records,
        HostSetup setup) {
    /** Rebuilds it, once the plan was typed; there is nothing to do if it is there. */
    void recall(PlanProgress progress, TypedNumber numbers) throws KeyTransferException {
        if (!here.memory().get().isLost()) {
            return;
        }
        questions.say("This host has lost its memory of the plan: the paper has it.");
        new HostEquipment(host, questions, setup).requireTokens();
        PublicKey key = host.key().orElseThrow();
        String source = source(host.tokens().get(0), Fingerprint.of(key));
        Optional<String> head = progress.head();
        if (head.isPresent()) {
            numbers.require("head " + head.get(), TypedNumber.HEAD, TypedNumber.row(head.get()));
        }
        here.memory()
                .save(
                        before ->
                                before.seen(
                                                progress.headOfOthers(host),
                                                HostPlan.signedWith(key, progress))
                                        .signingWith(source, key));
        OwnRecords.remember(here.records(), RecordList.ofUser(), key);
        records.said(
                NoteKind.TYPED,
                numbers.right(),
                List.of("this host had lost its memory, and has it from paper"));
    }

    /** Returns what names the key that signs here. */
    private String source(PlannedToken token, Fingerprint key) throws KeyTransferException {
        Given list = setup.values().with(KeyListCommand.TOKEN, token.label());
        Optional<Path> pin = here.secret(token.label() + ".pin");
        Given given = pin.map(file -> list.with(TokenOptions.PIN_FILE, file)).orElse(list);
        InnerCommand ended = InnerCommand.run(questions, "key list", given);
        while (!ended.isDone()) {
            questions.again("Not done", ended);
            ended = InnerCommand.run(questions, "key list", given);
        }
        for (TokenKeyReport listed : ended.report(KeyListCommand.Report.class).keys()) {
            if (Optional.of(key).equals(Optional.ofNullable(listed.fingerprint()))) {
                return TokenKeyName.of(token.label(), listed.label()).toString();
            }
        }
        throw new RefusedException(
                Reason.PLAN_HOST_CHANGED,
                "the token '"
                        + token.label()
                        + "' does not have the key that the plan has for '"
                        + host.name()
                        + "'",
                "use the token that was enrolled");
    }
}
