package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordOrigin;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole ceremony as a lone operator can write it, who has the keys of both hosts, but not that of
 * the witness.
 */
final class SignedCeremony implements AutoCloseable {
    static final String KEY = "1".repeat(64);
    static final String KEK = "2".repeat(64);
    private static final Map<String, String> OPTIONS = Map.of("--out", "/stick/tenant.byok");
    static final String STORE = "drive-a";
    static final String REPLICA = "drive-b";
    static final List<String> FILES = List.of("one/manifest.json", "one/recipient-1.bin");
    private static final List<String> ENDS = List.of(".record.json", ".record.sig");

    final Path stick;
    final SoftwareKey offline = GeneratedKeys.software(2048, "offline");
    final SoftwareKey online = GeneratedKeys.software(3072, "online");
    final SoftwareKey witness = GeneratedKeys.software(4096, "witness");
    final ClosedPlan plan;
    private final Map<String, String> closings = new HashMap<>();
    final List<String> hashes = new ArrayList<>();
    private final Map<String, SoftwareKey> notOfOffline = new HashMap<>();
    private Map<String, String> lastApproval = Map.of();
    private final Map<List<Object>, Map<String, String>> approvals = new HashMap<>();

    /** The requests that the witness has signed, and not recorded yet. */
    private final List<String> signedByWitness = new ArrayList<>();

    private final Instant start = Instant.now().minusSeconds(3600);

    private final Optional<PlannedCopies> copies;
    private Optional<Boolean> extractable = Optional.empty();

    SignedCeremony(Path stick) throws Exception {
        this(stick, Optional.empty());
    }

    /** Holds one with a master copy in two stores. */
    static SignedCeremony withCopies(Path stick) throws Exception {
        PlannedCopies made =
                new PlannedCopies(
                        1,
                        new PlannedPlace("place." + STORE),
                        Optional.of(new PlannedPlace("place." + REPLICA)),
                        PlannedSource.parse("pkcs11:token=recovery;object=recovery"),
                        false,
                        /* isOpen= */ false);
        SignedCeremony held = new SignedCeremony(stick, Optional.of(made));
        for (String store : List.of(STORE, REPLICA)) {
            for (String file : FILES) {
                Path place = held.drive(store).resolve(file);
                Files.createDirectories(place.getParent());
                Files.writeString(place, "content of " + file);
            }
        }
        return held;
    }

    private SignedCeremony(Path stick, Optional<PlannedCopies> copies) throws Exception {
        this.copies = copies;
        this.stick = Files.createDirectories(stick);
        plan = plan();
        Files.createDirectories(stick.resolve("records"));
        Files.write(planFile(), plan.toFile());
    }

    Path planFile() {
        return stick.resolve("PLAN.json");
    }

    /** Returns what people wrote of a host's closing record. */
    String closing(String host) {
        return closings.getOrDefault(host, "0".repeat(64));
    }

    /** Where a drive is mounted: never on the stick. */
    Path drive(String name) {
        return stick.resolveSibling(stick.getFileName() + "-" + name);
    }

    /** What says so to a command. */
    String[] places() {
        return Args.of("--place", STORE + "=" + drive(STORE))
                .and("--place", REPLICA + "=" + drive(REPLICA));
    }

    String last() {
        return hashes.get(hashes.size() - 1);
    }

    private ClosedPlan plan() throws Exception {
        PlanContent content =
                new PlanContent(
                        "0f".repeat(16),
                        "Tenant key of Contoso",
                        new CeremonyPlan.Window(start, start.plusSeconds(86_400)),
                        new PlannedKey(
                                PlannedSource.parse("pkcs11:token=hsm;object=tenant"),
                                "rsa",
                                "2048",
                                true,
                                Optional.empty()),
                        Optional.of(
                                new PlannedVault(
                                        "https://v.vault.azure.net", "tenant", "kek", false)),
                        copies,
                        false,
                        List.of(
                                host("offline", Duty.OFFLINE, offline),
                                host("online", Duty.ONLINE, online),
                                host("bo", Duty.WITNESS, witness)),
                        List.of(
                                new Person("operator", "Ada Bell"),
                                new Person("witness", "Bo Ruiz")));
        return OpenPlan.of(content).close(List.of());
    }

    private static PlannedHost host(String name, Duty duty, SoftwareKey key) throws Exception {
        PublicKey itsKey = key.description().requireRsa();
        return PlannedHost.named(name, Set.of(duty), List.of())
                .enrolled(itsKey, List.of(), "keyhaul 1.0");
    }

    /** From now on, the token says this of the target key. */
    void tokenSays(Optional<Boolean> canBeTakenOut) {
        extractable = canBeTakenOut;
    }

    /** Writes all of its records; each may be another one before it is signed. */
    SignedCeremony held(UnaryOperator<String> forging) throws Exception {
        upToClosing(forging);
        closing();
        return this;
    }

    void upToClosing(UnaryOperator<String> forging) throws Exception {
        step("kek", "kek create", online, forging);
        step("kek-record", "kek download", online, forging);
        step("tenant-key", "key generate", offline, forging);
        step("blob", "byok create", offline, forging);
        if (copies.isPresent()) {
            step("copy-1", "backup create", offline, forging);
        }
        step("import", "vault import-key", online, forging);
        step("kek-end", "kek disable", online, forging);
        close(online, "online", record -> record);
        step("destroy", "ceremony run", offline, forging);
    }

    void closing() throws Exception {
        close(offline, "offline", record -> record);
    }

    /** Whether the plan has the witness approve a record's step. */
    boolean isApproved(String record) {
        return isOf(record, "blob") || isOf(record, "copy-1") || isOf(record, "import");
    }

    /** Returns a record with the witness's approval, if its step needs one. */
    String approved(String record) {
        return approved(record, witness, subject(record));
    }

    String approved(String record, SoftwareKey approver, ApprovalSubject subject) {
        return isApproved(record) ? withApproval(record, approver, approver, subject) : record;
    }

    /** Returns a record with an approval that the witness is said to have signed. */
    String invented(String record) {
        return isApproved(record)
                ? withApproval(record, witness, offline, subject(record))
                : record;
    }

    /** Returns a record with the last approval of another one. */
    String copyOfApproval(String record) {
        return withApprovals(record, lastApproval);
    }

    /** The same one each time that it is asked for. */
    private String withApproval(
            String record, SoftwareKey approver, SoftwareKey signer, ApprovalSubject subject) {
        lastApproval =
                approvals.computeIfAbsent(
                        List.of(approver, signer, subject),
                        of -> approval(approver, signer, subject));
        return withApprovals(record, lastApproval);
    }

    private Map<String, String> approval(
            SoftwareKey approver, SoftwareKey signer, ApprovalSubject subject) {
        try {
            PublicKey key = approver.description().requireRsa();
            byte[] request =
                    ApprovalRequest.of(
                                    subject,
                                    List.of(Fingerprint.of(key)),
                                    plan.people(),
                                    "offline",
                                    start,
                                    GeneratedKeys.RANDOM)
                            .toFile();
            Map<String, String> members = new LinkedHashMap<>();
            members.put("approver", PublicKeyEncoding.base64(key));
            members.put("request", base64(request));
            members.put("signature", base64(SoftwareEvidenceKey.of(signer).sign(request)));
            if (signer.equals(witness)) {
                signedByWitness.add(Sha256.hex(request));
            }
            return members;
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns what the witness is asked for by the step of a record. */
    ApprovalSubject subject(String record) {
        return isOf(record, "blob")
                ? subject("blob", "byok create")
                : isOf(record, "copy-1")
                        ? subject("copy-1", "backup create")
                        : subject("import", "vault import-key");
    }

    ApprovalSubject subject(String step, String command) {
        return ApprovalSubject.to(command)
                .with("key", KEY)
                .at(StepFact.of(plan.id(), plan.fingerprint(), step))
                .by(fingerprint(step.equals("import") ? online : offline))
                .withOptions(OPTIONS)
                .about(
                        WorkKeys.of(KeyFact.TARGET, List.of(KEY))
                                .and(WorkKeys.of(KeyFact.KEK, List.of(KEK))));
    }

    /** Returns the same for the online host. */
    ApprovalSubject ofOnline(String step, String command) {
        return subject(step, command).by(fingerprint(online));
    }

    private static Fingerprint fingerprint(SoftwareKey key) {
        try {
            return Fingerprint.of(key.description().requireRsa());
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    private Path file(String number, String end) throws IOException {
        try (Stream<Path> files = Files.list(stick.resolve("records"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(number))
                    .filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }

    void delete(String number) throws IOException {
        for (String end : ENDS) {
            Files.delete(file(number, end));
        }
    }

    void rename(String number, String name) throws IOException {
        for (String end : ENDS) {
            Files.move(file(number, end), stick.resolve("records/" + name + end));
        }
    }

    void copy(String number, String name) throws IOException {
        for (String end : ENDS) {
            Files.copy(file(number, end), stick.resolve("records/" + name + end));
        }
    }

    /** Ends in several places at once: with other accounts, signed by the offline host. */
    void forkLast(int times) throws Exception {
        String record = Files.readString(file(String.valueOf(hashes.size() - 1), ENDS.get(0)));
        for (int fork = 1; fork < times; fork++) {
            byte[] file =
                    record.replaceFirst("\"account\": \"ada", "\"account\": \"ada" + fork)
                            .getBytes(StandardCharsets.UTF_8);
            Path there = stick.resolve("records/99-fork-" + fork + ENDS.get(0));
            Files.write(there, file);
            Files.write(
                    stick.resolve("records/99-fork-" + fork + ENDS.get(1)),
                    SoftwareEvidenceKey.of(offline).sign(file));
        }
    }

    /** Returns the SHA-256 of the last file there. */
    String newest() throws IOException {
        try (Stream<Path> files = Files.list(stick.resolve("records"))) {
            Path newest =
                    files.filter(file -> file.toString().endsWith(ENDS.get(0)))
                            .max(Path::compareTo)
                            .orElseThrow();
            return Sha256.hex(Files.readAllBytes(newest));
        }
    }

    void step(String step, String command, SoftwareKey host, UnaryOperator<String> forging)
            throws Exception {
        write(step, command, host, Optional.empty(), forging);
    }

    void close(SoftwareKey host, String name, UnaryOperator<String> forging) throws Exception {
        List<String> own = new ArrayList<>(hashes);
        own.removeIf(hash -> !notOfOffline.getOrDefault(hash, offline).equals(host));
        List<Closing.OtherHost> others =
                hashes.stream()
                        .filter(hash -> witness.equals(notOfOffline.get(hash)))
                        .reduce((before, after) -> after)
                        .map(hash -> new Closing.OtherHost("bo", 1, hash))
                        .stream()
                        .toList();
        Optional<Closing> closing = Optional.of(new Closing(own, others, List.of()));
        write("close-" + name, "ceremony close", host, closing, forging);
        closings.put(name, last());
    }

    private void write(
            String step,
            String command,
            SoftwareKey host,
            Optional<Closing> closing,
            UnaryOperator<String> forging)
            throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(StepFact.of(plan.id(), plan.fingerprint(), step));
        if (step.equals("approval")) {
            for (String request : signedByWitness) {
                draft.read("approval request", stick.resolve("r.request.json"), 1, request);
            }
            signedByWitness.clear();
        }
        draft.key(
                new KeyFact(
                        KeyFact.TARGET, KEY, "hsm", "RSA-2048, NEVER_EXTRACTABLE", extractable));
        if (step.equals("copy-1")) {
            Path store = drive(STORE);
            for (String file : FILES) {
                byte[] content = Files.readAllBytes(store.resolve(file));
                draft.written(
                        "file of copy one",
                        store.resolve(file),
                        content.length,
                        Sha256.hex(content),
                        store);
            }
            draft.proof(new ProofFact(ProofFact.COPY, "copy one", true, Optional.of("one")));
            draft.proof(new ProofFact(ProofFact.DRILL, "restored", true, Optional.of("one")));
        }
        draft.key(new KeyFact(KeyFact.KEK, KEK, "https://v", ""));
        byte[] file = record(command, draft, host, closing, forging);
        if (!signedByWitness.isEmpty()) {
            // The witness recorded it before the step was done.
            write("approval", "ceremony run", witness, Optional.empty(), record -> record);
            file = record(command, draft, host, closing, forging);
        }
        String name = "%02d-%s".formatted(hashes.size(), command.replace(' ', '-'));
        Files.write(stick.resolve("records/" + name + ".record.json"), file);
        Files.write(
                stick.resolve("records/" + name + ".record.sig"),
                SoftwareEvidenceKey.of(host).sign(file));
        hashes.add(Sha256.hex(file));
        if (!host.equals(offline)) {
            notOfOffline.put(last(), host);
        }
    }

    private byte[] record(
            String command,
            RecordDraft draft,
            SoftwareKey host,
            Optional<Closing> closing,
            UnaryOperator<String> forging)
            throws Exception {
        String name = host.equals(online) ? "online" : host.equals(witness) ? "bo" : "offline";
        Instant time = start.plusSeconds(hashes.size() + 1);
        CeremonyRecord record =
                new CeremonyRecord(
                        new Deed(
                                command,
                                OPTIONS,
                                time,
                                time,
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        new Setting(
                                plan.people(),
                                name,
                                "ada",
                                "Linux",
                                ClockState.SYNCHRONISED,
                                "keyhaul 1.0"),
                        draft.facts(stick.resolve("records")),
                        hashes.isEmpty() ? List.of() : List.of(last()),
                        Optional.of(
                                new RecordOrigin(
                                        "a".repeat(32),
                                        Optional.of(
                                                (host.equals(online)
                                                                ? "b"
                                                                : host.equals(witness) ? "d" : "c")
                                                        .repeat(32)))),
                        closing,
                        Optional.of(host.description().requireRsa()));
        return forging.apply(new String(record.toFile(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a record's text with another approval. */
    static String withApprovals(String record, Map<String, String> approval) {
        String list = text(approval);
        return record.replaceFirst(
                "(?s)    \"approvals\": \\[.*?\\],\n    \"warnings\"",
                "    \"approvals\": [\n" + list + "\n    ],\n    \"warnings\"");
    }

    private static String text(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "        \"" + member.getKey() + "\": \"" + member.getValue() + '"')
                .collect(Collectors.joining(",\n", "      {\n", "\n      }"));
    }

    static boolean isOf(String record, String step) {
        return record.contains("\"step\": \"" + step + '"');
    }

    @Override
    public void close() {
        Stream.of(offline, online, witness).forEach(SoftwareKey::close);
    }
}
