package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.HostKey;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedRestore;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.backup.BackupVerifyCommand;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.inspect.InspectCommand;
import dev.keyhaul.cli.key.KeyGenerateCommand;
import dev.keyhaul.cli.key.KeyListCommand;
import dev.keyhaul.cli.key.NewTokenKeyOptions;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.token.TokenInfoCommand;
import dev.keyhaul.cli.token.TokenInitCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A host's part in an open plan: it initialises the tokens that are to be new, makes the key that
 * signs here, and writes the public half into the plan.
 */
final class Enrolment {
    private final Path file;
    private final HostPlan here;
    private final Questions questions;
    private final Console console;
    private HostSetup setup;
    private OpenPlan plan;

    Enrolment(
            Path file,
            OpenPlan plan,
            PlanMemory memory,
            Questions questions,
            HostSetup setup,
            Console console) {
        this.file = file;
        this.plan = plan;
        this.here = HostPlan.of(file, memory, setup.places());
        this.questions = questions;
        this.setup = setup;
        this.console = console;
    }

    /** Enrols the host, unless it is enrolled, and returns the exit code. */
    int run() throws KeyTransferException {
        PlannedHost host = plan.host(here.memory().get().host()).orElseThrow();
        questions.say(plan.title() + ": the plan is open. This host is '" + host.name() + "'.");
        if (host.isEnrolled()) {
            questions.say("This host is in the plan already.");
            OwnKey.writeAgain(here.memory(), questions);
        } else {
            enrol(host);
        }
        next();
        return 0;
    }

    private void enrol(PlannedHost host) throws KeyTransferException {
        setup = HostModules.shown(host, setup, questions, console);
        if (host.is(Duty.OFFLINE)) {
            new HostDrives(plan, here, questions).enrol();
        }
        VaultReady.require(plan, host, questions);
        questions.doing("to make the key that signs on this host");
        for (PlannedToken token : host.tokens()) {
            if (token.isNew()) {
                initialise(token);
            }
        }
        questions.logins().forgetChosen();
        List<PlannedToken> tokens = new ArrayList<>();
        for (PlannedToken token : host.tokens()) {
            tokens.add(token.isNew() ? token : shared(token));
        }
        List<PlannedToken> seen = new ArrayList<>();
        for (PlannedToken token : tokens) {
            Given access = with(TokenOptions.PIN_FILE, pin(token), Given.NOTHING);
            seen.add(TriedToken.of(plan, token, access, this::run).planned());
        }
        PublicKey key = key(host);
        if (host.is(Duty.OFFLINE) && !plan.key().isNew()) {
            Optional<PlannedRestore> from = plan.key().restored();
            plan = plan.with(plan.key().known(from.isPresent() ? of(from.get()) : existing()));
        }
        plan = plan.with(host.enrolled(key, seen, ProgramDigest.text()));
        here.memory().save(before -> before.beginning(OwnKey.WRITTEN));
        plan.replace(file);
        OwnKey.write("Enrolled. ", here.memory(), questions);
    }

    /**
     * One that exists is not ours: its keys would be lost, or known to others. One that came to be
     * after this host began to make it is used if it has the PIN that is typed here, and no key.
     */
    private void initialise(PlannedToken token) throws KeyTransferException {
        String begun = "token " + token.label();
        boolean isThere = InnerCommand.run(questions, "token info", info(token)).isDone();
        if (isThere && here.memory().get().begun().filter(begun::equals).isEmpty()) {
            if (here.memory().get().tries().containsKey(begun)) {
                return;
            }
            throw new RefusedException(
                    Reason.LABEL_TAKEN,
                    "the token '"
                            + token.label()
                            + "' already exists, but the plan requires a new one",
                    "delete it with the vendor's tool, or make another plan with"
                            + " another label: --key 'pkcs11:token=LABEL;object=tenant'");
        }
        if (isThere) {
            requireNoKey(token);
        } else {
            here.memory().save(before -> before.beginning(begun));
            Given given = recorded().with(TokenInitCommand.TOKEN, token.label());
            Optional<Path> officer = here.secret(token.label() + "-so.pin");
            String who = Custodian.keeper(plan, token.label());
            List<String> pins = new ArrayList<>();
            if (officer.isEmpty()) {
                pins.add("the security officer's PIN, which resets the user PIN");
            }
            if (pin(token).isEmpty()) {
                pins.add("the user PIN");
            }
            if (!pins.isEmpty()) {
                questions.say(
                        who
                                + ", choose for the token '"
                                + token.label()
                                + "', and type when it is asked for: "
                                + String.join("; then ", pins)
                                + ".");
            }
            if (officer.isPresent()) {
                given = given.with(TokenInitCommand.SO_PIN_FILE, officer.get());
            }
            run("token init", with(TokenOptions.PIN_FILE, pin(token), given));
        }
        here.memory().save(before -> before.settled().tried(begun));
        questions.say("token '" + token.label() + "' is initialised");
    }

    private void requireNoKey(PlannedToken token) throws KeyTransferException {
        questions.say(
                "There is a token '"
                        + token.label()
                        + "' from before an interruption. It is used only if it has no key.");
        if (!labels(token).isEmpty()) {
            throw new RefusedException(
                    Reason.LABEL_TAKEN,
                    "the token '"
                            + token.label()
                            + "' is from before an interruption, and has keys that no record"
                            + " explains",
                    "find out who made them; remove the token, and run the same command again");
        }
    }

    /**
     * One that exists, and in which a key is made, keeps its other keys: none is adopted, and the
     * new one gets a label that none of them has.
     */
    private PlannedToken shared(PlannedToken token) throws KeyTransferException {
        boolean isForKey = plan.key().isNew() && token.has(plan.key().source());
        boolean isForPair =
                plan.copies()
                        .filter(copies -> copies.isNew() && token.has(copies.recipient()))
                        .isPresent();
        if (!isForKey && !isForPair) {
            return token;
        }
        List<String> others =
                labels(token).stream().filter(label -> !label.startsWith(ownLabel())).toList();
        questions.say("other keys in the token '" + token.label() + "': " + others.size());
        if (isForKey) {
            String label =
                    plan.key().source() instanceof PlannedSource.InToken key ? key.label() : "";
            String free = free(label, others);
            if (!free.equals(label)) {
                plan = plan.with(plan.key().labelled(free));
                questions.say("the label '" + label + "' is in use: the key gets '" + free + "'");
            }
        }
        return token.having(others.size());
    }

    private Given info(PlannedToken token) {
        return setup.values().with(TokenInfoCommand.TOKEN, token.label());
    }

    private PublicKey key(PlannedHost host) throws KeyTransferException {
        Optional<PublicKey> known = here.memory().get().ownKey();
        if (known.isPresent()) {
            return known.get();
        }
        // A custodian, who alone can use their token, is not there for each record.
        boolean isInFile = host.tokens().isEmpty() || plan.key().restored().isPresent();
        PublicKey made = isInFile ? keyInFile() : keyInToken(host.tokens().get(0));
        questions.say("the key that signs on this host was made");
        return made;
    }

    private PublicKey keyInFile() throws KeyTransferException {
        Path key = here.memory().folder().resolve("host.key");
        PublicKey made = HostKey.create(key);
        String source = Sources.ofPrivateKey(key).text();
        here.memory().save(before -> before.signingWith(source, made));
        return made;
    }

    private PublicKey keyInToken(PlannedToken token) throws KeyTransferException {
        String label = freeLabel(token);
        String source = TokenKeyName.of(token.label(), label).toString();
        Given opened = with(TokenOptions.PIN_FILE, pin(token), Given.NOTHING);
        run(
                "key generate",
                recorded()
                        .and(opened)
                        .with(NewTokenKeyOptions.TOKEN, token.label())
                        .with(NewTokenKeyOptions.LABEL, label)
                        .with(KeyGenerateCommand.PURPOSE, KeyPurpose.EVIDENCE));
        Given key = opened.with(KeySourceOption.KEY, TypedSource.of(source));
        PublicKey made = PublicKeyEncoding.parse(run("key export-public", key).out());
        here.memory().save(before -> before.signingWith(source, made));
        return made;
    }

    /** A key from before an interruption is never adopted. */
    private String freeLabel(PlannedToken token) throws KeyTransferException {
        return free(ownLabel(), labels(token));
    }

    private String ownLabel() {
        return "ceremony-" + plan.briefId();
    }

    private static String free(String base, List<String> labels) {
        String free = base;
        for (int number = 2; labels.contains(free); number++) {
            free = base + "-" + number;
        }
        return free;
    }

    private List<String> labels(PlannedToken token) throws KeyTransferException {
        Given list = Given.NOTHING.with(KeyListCommand.TOKEN, token.label());
        return run("key list", with(TokenOptions.PIN_FILE, pin(token), list))
                .report(KeyListCommand.Report.class)
                .keys()
                .stream()
                .map(TokenKeyReport::label)
                .toList();
    }

    private Fingerprint existing() throws KeyTransferException {
        PlannedSource source = plan.key().source();
        Given key = Given.NOTHING.with(InspectCommand.NAMES, List.of(here.source(source).text()));
        return Fingerprint.parse(
                run("inspect", with(TokenOptions.PIN_FILE, here.pinFile(source), key))
                        .report()
                        .string("fingerprint"));
    }

    /** The copy itself says which key it has: people compare that with the old paper later. */
    private Fingerprint of(PlannedRestore from) throws KeyTransferException {
        Path store = here.at(from.store());
        ready(
                "backup verify",
                Given.NOTHING
                        .with(StoreOption.STORE, store)
                        .with(BackupVerifyCommand.ID, from.copy())
                        .with(TrustOptions.SIGNED_BY, from.signer().toString()));
        Manifest manifest = MasterCopyStore.open(store).get(from.copy()).manifest();
        requireKind(manifest.description());
        return manifest.fingerprint();
    }

    private void requireKind(KeyDescription key) throws RefusedException {
        String kind = plan.key().kind();
        if (!key.name().replace(' ', '-').equals(kind.replace(' ', '-'))) {
            throw new RefusedException(
                    Reason.PLAN_OPEN,
                    "the master copy has a key of the kind " + key.name() + ", the plan " + kind,
                    "make another plan with the right --kind");
        }
    }

    private Optional<Path> pin(PlannedToken token) {
        return here.secret(token.label() + ".pin");
    }

    private static Given with(Opt<Path> row, Optional<Path> file, Given given) {
        return file.map(path -> given.with(row, path)).orElse(given);
    }

    private Given recorded() {
        return Given.NOTHING
                .with(RecordOptions.RECORD, here.records())
                .with(RecordOptions.PERSON, plan.people());
    }

    private InnerCommand run(String command, Given given) {
        return ready(command, given.and(setup.values()));
    }

    private InnerCommand ready(String command, Given all) {
        InnerCommand ended = InnerCommand.run(questions, command, all);
        while (!ended.isDone()) {
            questions.again("Not done", ended);
            ended = InnerCommand.run(questions, command, all);
        }
        return ended;
    }

    private void next() {
        plan.hosts().stream()
                .filter(host -> !host.isEnrolled())
                .findFirst()
                .ifPresentOrElse(
                        host -> questions.say(Handover.carry(plan, host)),
                        () -> {
                            questions.say(
                                    "Every host is in the plan. Close it, and print its script:");
                            questions.say("  " + Handover.SCRIPT);
                        });
    }
}
