package dev.keyhaul.cli.output;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.cli.kek.AttestedKekIT;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.GenuineFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.usageaudit.SyntheticLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Every command once, with success, on SoftHSM and the local vault: what each prints with the
 * options of this run, such as {@code --json}.
 */
final class ReportScenario {
    private static final List<String> REPORTING = ReportSchemas.commands();
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";
    private static final String TENANT = SoftHsmFolder.uri("tenant");
    private static final Path AZ =
            Path.of(
                            System.getProperty("keyhaul.root", ".."),
                            "tenant/src/test/resources/dev/keyhaul/tenant/check")
                    .toAbsolutePath();

    private final SoftHsmFolder hsm;
    private final List<String> mode;
    private final boolean alone;
    private final Map<String, List<RealCommand.Result>> results = new LinkedHashMap<>();

    private ReportScenario(Path home, List<String> mode, boolean alone) throws Exception {
        this.hsm = SoftHsmFolder.empty(home);
        this.mode = mode;
        this.alone = alone;
    }

    /** Runs all; the results are by the command's name. */
    static Map<String, List<RealCommand.Result>> run(Path home, String... mode) throws Exception {
        return new ReportScenario(home, List.of(mode), false).runAll();
    }

    /** Runs all, and each command once in a process of its own. */
    static Map<String, List<RealCommand.Result>> runAlone(Path home) throws Exception {
        return new ReportScenario(home, List.of(), true).runAll();
    }

    private Map<String, List<RealCommand.Result>> runAll() throws Exception {
        tokens();
        files();
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            vaults(vault);
        }
        serve();
        copies();
        evidence();
        others();
        return results;
    }

    private RealCommand.Result keep(String command, RealCommand.Result result) {
        results.computeIfAbsent(command, name -> new ArrayList<>()).add(result.requireDone());
        return result;
    }

    /** Runs a command that opens no token. */
    private RealCommand.Result plain(String command, String... options) throws Exception {
        return run(command, args(command, options));
    }

    private RealCommand.Result withPin(String command, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of(args(command, options)));
        words.addAll(SoftHsmFolder.pinOptions(words, hsm.at("user.pin")));
        return run(command, words.toArray(String[]::new));
    }

    private RealCommand.Result run(String command, String... args) throws Exception {
        RealCommand keyhaul = hsm.keyhaul();
        if (alone && !results.containsKey(command)) {
            keyhaul.alone();
        }
        return keep(command, keyhaul.run(args));
    }

    private String[] args(String command, String... options) {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of(options));
        mode.stream()
                .filter(option -> !option.equals("--json") || REPORTING.contains(command))
                .forEach(args::add);
        return args.toArray(String[]::new);
    }

    private void tokens() throws Exception {
        for (String label : List.of(SoftHsmFolder.TOKEN, "recovery")) {
            withPin("token init", "--token", label, "--so-pin-file", hsm.at("so.pin"));
        }
        plain("token list");
        plain("token info", "--token", "hsm");
        withPin("token probe", "--token", "hsm");
        withPin("token probe", "--token", "hsm", "--trial", "evidence");
        withPin("key generate", "--token", "hsm", "--label", "tenant");
        withPin("key generate", "--token", "hsm", "--label", "ec", "--type", "ec");
        withPin("key generate", "--token", "hsm", "--label", "aes", "--purpose", "wrapping");
        withPin("key generate", "--token", "hsm", "--label", "evidence", "--purpose", "evidence");
        withPin(
                "key generate",
                "--token",
                "recovery",
                "--label",
                "recovery",
                "--purpose",
                "recovery");
        withPin("key list", "--token", "hsm");
        withPin("inspect", TENANT);
        withPin("key export-public", "--key", TENANT, "-o", "tenant.pem");
        withPin("key export-public", "--key", SoftHsmFolder.uri("evidence"), "-o", "evidence.pem");
        withPin("inspect", SoftHsmFolder.uri("ec"));
        KeyPair soft = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "soft.pem", KekFiles.pem(soft.getPrivate()));
        KekFiles.write(hsm.work, "witness.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        hsm.keyhaul()
                .run("key", "export-public", "--key", "pem:witness.key", "-o", "witness.pem")
                .requireDone();
        plain("inspect", "pem:soft.pem");
        withPin("key import", "--key", "pem:soft.pem", "--token", "hsm", "--label", "soft");
    }

    private void files() throws Exception {
        hsm.secret("file.password", "a password of this test");
        hsm.secret("tpd.password", TpdWriter.PASSWORD);
        String password = hsm.at("file.password");
        plain(
                "pfx create",
                "--key",
                "pem:soft.pem",
                "-o",
                "soft.pfx",
                "--out-password-file",
                password);
        plain("inspect", "soft.pfx", "--password-file", password);
        Files.createDirectories(hsm.work.resolve("estate"));
        for (String name : List.of("contoso.xml", "estate/one.xml", "estate/two.xml")) {
            Files.write(
                    hsm.work.resolve(name), TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        }
        String tpd = hsm.at("tpd.password");
        plain("inspect", "contoso.xml", "--password-file", tpd);
        plain("inspect", "estate", "--password-file", tpd);
        plain(
                "tpd convert",
                "contoso.xml",
                "--password-file",
                tpd,
                "--keyless-out",
                "keyless.xml",
                "--key-out",
                "tpd.pem",
                "--out-password-file",
                password);
    }

    private String[] at(ServedVault vault, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--vault", ServedVault.URL));
        all.addAll(List.of("--local-vault", vault.accessFile().toString()));
        return all.toArray(String[]::new);
    }

    private void vaults(ServedVault vault) throws Exception {
        plain("kek create", at(vault, "--name", "kek", "--bits", "2048"));
        plain("kek download", at(vault, "--name", "kek", "-o", "kek.json"));
        withPin("byok create", "--rehearsal", "--key", TENANT, "--kek", "kek.json", "-o", "t.byok");
        plain("inspect", "t.byok");
        plain("inspect", "t.byok", "--kek", "kek.json");
        plain(
                "vault import-key",
                at(vault, "--blob", "t.byok", "--name", "up", "--expect", "tenant.pem"));
        withPin("vault import-key", at(vault, "--key", TENANT, "--name", "in", "--rehearsal"));
        plain(
                "vault import-key",
                at(vault, "--key", "pem:soft.pem", "--name", "soft", "--rehearsal"));
        plain("doctor", at(vault, "--pin-file", hsm.at("user.pin")));
        plain("vault create-key", at(vault, "--name", "made"));
        plain("vault show-key", at(vault, "--name", "made"));
        plain("vault set-key-operations", at(vault, "--name", "made"));
        plain("vault backup-key", at(vault, "--name", "up", "-o", "up.backup"));
        copy("beside", at(vault, "--name", "up"));
        plain("kek disable", at(vault, "--name", "kek"));
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "open.key", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(hsm.work, "open.json", KekFiles.az(kek.getPublic()));
        withPin(
                "byok create",
                KekFiles.trusted(
                        hsm.work, "--key", TENANT, "--kek", "open.json", "-o", "open.byok"));
        plain("byok open", "open.byok", "--kek-key", "open.key", "--expect", "tenant.pem");
        Path genuine =
                GenuineFiles.in("attestation").stream()
                        .filter(file -> file.toString().endsWith(".json"))
                        .findFirst()
                        .orElseThrow();
        plain("kek verify-attestation", genuine.toString(), "--kid", AttestedKekIT.KID);
    }

    /** A copy, with the vault's own backup beside it. */
    private void copy(String store, String... ofVault) throws Exception {
        String id = create(store, TENANT, "--to", RECOVERY);
        List<String> args = new ArrayList<>(List.of(ofVault));
        args.addAll(List.of("--store", store, "--id", id));
        plain("vault backup-key", args.toArray(String[]::new));
        plain("backup show", "--store", store, "--id", id);
        plain("backup verify", "--store", store, "--all");
    }

    private String create(String store, String source, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("--key", source, "--store", store));
        args.addAll(List.of(more));
        args.addAll(List.of("--to-pin-file", hsm.at("user.pin")));
        withPin("backup create", args.toArray(String[]::new));
        List<JsonObject> copies =
                hsm.keyhaul()
                        .run("backup", "list", "--json", "--store", store)
                        .json()
                        .objects("copies");
        return copies.get(copies.size() - 1).string("id");
    }

    private void serve() throws Exception {
        Path out = Path.of(hsm.at("serve.out"));
        Path err = Path.of(hsm.at("serve.err"));
        Process process =
                hsm.keyhaul()
                        .startKeyhaul(out, err, args("local-vault", "--access-file", "v.access"));
        try {
            for (int i = 0; i < 600 && !Files.readString(err).contains("Ctrl-C"); i++) {
                if (mode.contains("-q") && !Files.readString(out).isEmpty()) {
                    break;
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } finally {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
        keep(
                "local-vault",
                new RealCommand.Result(0, Files.readString(out), Files.readString(err)));
    }

    private void copies() throws Exception {
        String evidence = SoftHsmFolder.uri("evidence");
        String id = create("copies", TENANT, "--to", RECOVERY, "--sign-with", evidence);
        String fingerprint = hsm.withPin("inspect", "--json", TENANT).json().string("fingerprint");
        plain("backup list", "--store", "copies", "--signed-by", "evidence.pem");
        plain("backup show", "--store", "copies", "--id", id);
        withPin(
                "backup drill",
                "--store",
                "copies",
                "--id",
                id,
                "--expect",
                fingerprint,
                "--token",
                "recovery",
                "--sign-with",
                evidence,
                "--sign-pin-file",
                hsm.at("user.pin"));
        withPin(
                "backup restore",
                "--store",
                "copies",
                "--id",
                id,
                "--expect",
                fingerprint,
                "--token",
                "recovery",
                "--label",
                "restored",
                "--sign-with",
                evidence,
                "--sign-pin-file",
                hsm.at("user.pin"));
        withPin("backup repair", "--store", "copies", "--sign-with", evidence);
        plain("backup verify", "--store", "copies", "--signed-by", "evidence.pem");
        Files.writeString(
                hsm.work.resolve("status.json"),
                "{\"stores\": [{\"store\": \"copies\", \"signed_by\": \"evidence.pem\"}]}");
        plain("status", "status.json");
        withPin(
                "backup change-signer",
                "--store",
                "copies",
                "--sign-with",
                evidence,
                "--new-signer",
                "witness.pem");
        create(
                "soft",
                "pem:soft.pem",
                "--to",
                "password",
                "--generate",
                "--out-password-file",
                "made.password");
        withPin(
                "key make-unextractable",
                "--key",
                SoftHsmFolder.uri("ec"),
                "--without-copies",
                "--expect",
                fingerprint("ec"));
        withPin("key delete", "--key", SoftHsmFolder.uri("ec"), "--expect", fingerprint("ec"));
    }

    private String fingerprint(String label) throws Exception {
        return hsm.withPin("inspect", "--json", SoftHsmFolder.uri(label))
                .json()
                .string("fingerprint");
    }

    private void evidence() throws Exception {
        withPin(
                "key generate",
                "--token",
                "hsm",
                "--label",
                "seen",
                "--record",
                "records",
                "--person",
                "operator=Ada Bell",
                "--sign-with",
                SoftHsmFolder.uri("evidence"));
        hsm.keyhaul().run("ceremony", "report", "records", "-o", "page.html").requireDone();
        plain("ceremony report", "records", "--verify-only", "--signed-by", "evidence.pem");
        withPin(
                "ceremony close",
                "records",
                "--person",
                "operator=Ada Bell",
                "--sign-with",
                SoftHsmFolder.uri("evidence"));
        ceremony();
        List<String> waiting =
                new ArrayList<>(List.of("byok", "create", "--key", "pem:soft.pem", "--kek"));
        waiting.addAll(List.of("open.json", "-o", "approved.byok", "--vault", KekFiles.VAULT));
        waiting.addAll(List.of("--require-approval", "witness.pem", "--approvals", "asked"));
        hsm.keyhaul().run(waiting.toArray(String[]::new));
        try (var asked = Files.list(hsm.work.resolve("asked"))) {
            Path request =
                    asked.filter(f -> f.toString().endsWith(".request.json"))
                            .findFirst()
                            .orElseThrow();
            plain("approve", request.toString(), "--key", "pem:witness.key", "--yes");
        }
    }

    /** One that only begins: holding it is another test's. */
    private void ceremony() throws Exception {
        Files.createDirectory(hsm.work.resolve("stick"));
        plain("ceremony plan", "stick/PLAN.json", "--rehearsal");
        try (TerminalTalk talk = hsm.keyhaul().talk("ceremony", "run", "stick/PLAN.json")) {
            while (talk.question().isPresent()) {
                talk.type("");
            }
            int exit = talk.exit();
            // What a person is asked is no report.
            keep("ceremony run", new RealCommand.Result(exit, "", ""));
        }
        plain("ceremony script", "stick/PLAN.json", "-o", "script.html");
        plain("ceremony status", "stick/PLAN.json");
    }

    private void others() throws Exception {
        Files.writeString(
                hsm.work.resolve("keys.csv"), "source,kek,output\npem:soft.pem,open.json,b.byok\n");
        plain("batch run", Args.of("keys.csv").and(KekFiles.trust(hsm.work, "open.json")));
        plain(
                "tenant check",
                "--vault-json",
                AZ.resolve("vault.json").toString(),
                "--key-json",
                AZ.resolve("key.json").toString());
        plain("tenant check", "--region-url", "https://rms.eu.aadrm.com/_wmcs/licensing");
        plain(
                "tenant runbook",
                "--origin",
                "vault",
                "--vault",
                "https://contoso-kv.vault.azure.net",
                "--name",
                "tenant",
                "--tenant-id",
                "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f",
                "--subscription",
                "s",
                "--resource-group",
                "g",
                "--location",
                "northeurope",
                "-o",
                "runbook.ps1");
        SyntheticLogs.write(
                hsm.work.resolve("logs"), 9, 4_000, 1, EnumSet.noneOf(SyntheticLogs.Misuse.class));
        plain("audit", "--vault-log", "logs/vault", "--rms-log", "logs/rms");
        plain("completion", "bash");
        plain("demo");
    }
}
