package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.key.KeyPermission;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Each method of a vault that asks it something, with a call of it: what the tests walk over. */
final class VaultCalls implements AutoCloseable {
    /** The operations that change what a vault holds; the tests say so, not the code. */
    static final String CHANGES = "create,import,update";

    /** Requests of these operations that {@link #prepare} makes. */
    static final int PREPARED_CHANGES = 4;

    /** These ask nothing of the vault. */
    private static final Set<String> SILENT =
            Set.of(
                    "withListener(OperationListener)",
                    "droppedEvents()",
                    "host()",
                    "serverTime()",
                    // Of a vault; of a Managed HSM, the record of a KEK asks what downloadKek does.
                    "recordOf(VaultKey)",
                    // A rehearsal's identity is known, and its TLS exempt.
                    "identity()",
                    "requireAzuresTls()");

    private static final ImportOptions OPTIONS =
            ImportOptions.tenantKey().withProfile(KeyProfile.KEY_VAULT, false);

    /** What calls a method. */
    interface Call {
        void on(VaultCalls vaults) throws Exception;
    }

    /**
     * A method.
     *
     * @param changes whether it changes the vault
     */
    record Row(String method, boolean changes, Call call) {
        static Row change(String method, Call call) {
            return new Row(method, true, call);
        }

        static Row read(String method, Call call) {
            return new Row(method, false, call);
        }

        @Override
        public String toString() {
            return method;
        }
    }

    static final List<Row> ROWS =
            List.of(
                    Row.change("createKek(String, int)", v -> v.vault.createKek("n1", 2048)),
                    Row.change(
                            "createKey(String, int, VaultProtection, ImportOptions)",
                            v -> v.vault.createKey("n2", 2048, VaultProtection.HSM, OPTIONS)),
                    Row.change(
                            "createEcKey(String, Curve, VaultProtection, ImportOptions)",
                            v ->
                                    v.vault.createEcKey(
                                            "n3", Curve.P256, VaultProtection.HSM, OPTIONS)),
                    Row.change(
                            "createAesKey(String, int, ImportOptions)",
                            v -> v.hsm.createAesKey("n4", 256, OPTIONS)),
                    Row.change(
                            "importBlob(String, BlobContent, ImportOptions)",
                            v -> v.vault.importBlob("n5", BlobContent.parse(v.blob), OPTIONS)),
                    Row.change(
                            "importBlob(String, BlobContent, VaultKeyKind, ImportOptions)",
                            v ->
                                    v.vault.importBlob(
                                            "n6",
                                            BlobContent.parse(v.blob),
                                            VaultKeyKind.RSA,
                                            OPTIONS)),
                    Row.change(
                            "importBlob(String, byte[], ImportOptions)",
                            v -> v.vault.importBlob("n7", v.blob, OPTIONS)),
                    Row.change(
                            "importBlob(String, byte[], VaultKeyKind, ImportOptions)",
                            v -> v.vault.importBlob("n8", v.blob, VaultKeyKind.RSA, OPTIONS)),
                    Row.change(
                            "importSoftwareKey(String, SoftwareKey, VaultProtection, ImportOptions)",
                            v ->
                                    v.vault.importSoftwareKey(
                                            "n9", v.key, VaultProtection.SOFTWARE, OPTIONS)),
                    Row.change(
                            "permit(KeyIdentifier, List)",
                            v -> v.vault.permit(v.few, KeyProfile.TENANT_KEY_OPERATIONS)),
                    Row.change("disable(KeyIdentifier)", v -> v.vault.disable(v.spare)),
                    Row.read("exists(String)", v -> v.vault.exists("few")),
                    Row.read("refusal(KeyPermission)", v -> v.vault.refusal(KeyPermission.GET)),
                    Row.read("nameState(String)", v -> v.vault.nameState("few")),
                    Row.read(
                            "requireUsableName(String, ImportOptions)",
                            v -> v.vault.requireUsableName("free", OPTIONS)),
                    Row.read("show(String)", v -> v.vault.show("few")),
                    Row.read("show(KeyIdentifier)", v -> v.vault.show(v.few)),
                    Row.read("downloadKek(String)", v -> v.vault.downloadKek("kek")),
                    Row.read("downloadKek(KeyIdentifier)", v -> v.vault.downloadKek(v.few)),
                    Row.read("rotates(String)", v -> v.vault.rotates("few")),
                    Row.read("backup(String)", v -> v.vault.backup("few")),
                    Row.read(
                            "signRs256(KeyIdentifier, byte[])",
                            v -> v.vault.signRs256(v.few, new byte[32])),
                    Row.read(
                            "decryptRsaOaep(KeyIdentifier, byte[])",
                            v -> v.vault.decryptRsaOaep(v.few, new byte[256])));

    final LocalVault server;
    final KeyVault vault;
    final KeyVault hsm;
    private final SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048());
    private final KeyIdentifier few;
    private final KeyIdentifier spare;
    private final byte[] blob;

    /** Starts a local vault, and puts into it what the calls need. */
    VaultCalls(LocalVaultOptions.Builder local, ConnectionOptions options) throws Exception {
        server = LocalVault.start(local.build());
        vault = connect(server.url("contoso-calls").toString(), options);
        hsm = connect(server.managedHsmUrl("contoso-calls-hsm").toString(), options);
        vault.createKek("kek", 2048);
        KekRecord kek = vault.downloadKek("kek");
        ImportOptions onlySign = OPTIONS.withOperations(List.of("sign"));
        few = vault.createKey("few", 2048, VaultProtection.SOFTWARE, onlySign).id();
        spare = vault.createKey("spare", 2048, VaultProtection.SOFTWARE, OPTIONS).id();
        vault.importSoftwareKey("soft", key, VaultProtection.SOFTWARE, OPTIONS);
        blob = blob(kek, key);
    }

    /** Wraps a key under the KEK of a local vault. */
    static byte[] blob(KekRecord kek, SoftwareKey key) throws KeyTransferException {
        return BlobWrapper.under(
                        KekCandidate.of(kek, Instant.now())
                                .authenticate(new KekProvenance.Rehearsal()))
                .profile(KeyProfile.KEY_VAULT)
                .rehearsal(true)
                .build()
                .wrap(key)
                .toFile();
    }

    static LocalVaultOptions.Builder local(Path folder) {
        return LocalVaultOptions.builder(folder.resolve("access-" + System.nanoTime()));
    }

    private KeyVault connect(String url, ConnectionOptions options) throws Exception {
        return KeyVault.connect(
                VaultHost.parseUrl(url), new LoopbackRelay(server.accessFile()), options);
    }

    /** Returns the public methods of a vault that are neither in the table nor silent. */
    static Set<String> missing() {
        Set<String> methods =
                Arrays.stream(KeyVault.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(VaultCalls::signature)
                        .collect(Collectors.toCollection(TreeSet::new));
        ROWS.forEach(row -> methods.remove(row.method()));
        methods.removeAll(SILENT);
        return methods;
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }

    /** Has the local vault, in this JVM, send the answers that it holds back. */
    void releaseHeld() {
        Thread.getAllStackTraces()
                .forEach(
                        (thread, stack) -> {
                            if (Arrays.stream(stack)
                                    .anyMatch(f -> f.getClassName().endsWith(".PlayedFaults"))) {
                                thread.interrupt();
                            }
                        });
    }

    @Override
    public void close() {
        releaseHeld();
        key.close();
        server.close();
    }
}
