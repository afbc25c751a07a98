package dev.keyhaul.core.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a file is, judged from how it begins and what it is made of, whatever its name is. Nothing
 * is verified: a file of a kind may still be damaged, or not open.
 *
 * <p>Immutable: any thread may use it.
 */
public enum FileKind {
    /** A key transfer blob ({@code .byok}). */
    BLOB("a transfer blob"),
    /** The record of a KEK that a download wrote. */
    KEK_RECORD("a KEK record"),
    /** A vault's own JSON of a key, or a public JWK. */
    VAULT_KEY("a vault's JSON of a key"),
    /** A Managed HSM's attestation of a key. */
    ATTESTATION("a Managed HSM's attestation of a key"),
    /** A private key as JWK. */
    PRIVATE_JWK(
            "a private key as JWK",
            "node -e 'process.stdout.write(require(\"crypto\").createPrivateKey({format:\"jwk\","
                    + "key:JSON.parse(require(\"fs\").readFileSync(process.argv[1]))})"
                    + ".export({type:\"pkcs8\",format:\"pem\"}))' FILE > NEW"),
    /** What AWS KMS answers to a request for import parameters. */
    AWS_PARAMETERS("AWS's import parameters"),
    /** What Google Cloud KMS answers of an import job. */
    GCP_JOB("Google's import job"),
    /** SubjectPublicKeyInfo, or PKCS#1's public half, in PEM or DER. */
    PUBLIC_KEY("a public key"),
    /** A certificate in PEM or DER. */
    CERTIFICATE("a certificate"),
    /** A request for a certificate in PEM or DER. */
    CERTIFICATE_REQUEST("a request for a certificate"),
    /** PKCS#8, PKCS#1 or RFC 5915, in PEM or DER. */
    PRIVATE_KEY("a private key"),
    /** PKCS#8 under a password, in PEM or DER. */
    ENCRYPTED_PRIVATE_KEY("an encrypted private key"),
    /** OpenSSH's own form of a private key. */
    OPENSSH_KEY(
            "a private key in OpenSSH's own form", "cp FILE NEW && ssh-keygen -p -m PKCS8 -f NEW"),
    /** OpenSSH's line of a public key. */
    OPENSSH_PUBLIC_KEY(
            "a public key in OpenSSH's own form", "ssh-keygen -e -m PKCS8 -f FILE > NEW"),
    /** A keystore of Java: JKS, or JCEKS. */
    JAVA_KEYSTORE(
            "a keystore of Java (JKS or JCEKS)",
            "keytool -importkeystore -srckeystore FILE -destkeystore NEW -deststoretype pkcs12"),
    /** A keystore of Bouncy Castle: BKS. */
    BOUNCY_CASTLE_KEYSTORE(
            "a keystore of Bouncy Castle (BKS)",
            "keytool -importkeystore -srckeystore FILE -srcstoretype BKS -destkeystore NEW"
                    + " -deststoretype pkcs12 -providerpath bcprov.jar -providerclass"
                    + " org.bouncycastle.jce.provider.BouncyCastleProvider"),
    /** Base64 of a file in DER, such as a PFX from a web service, or Key Vault's secret. */
    BASE64("a file in base64", "tr -d \"\\r\" < FILE | base64 -d > NEW"),
    /** A key of Windows: PVK, CryptoAPI or CNG. */
    WINDOWS_KEY("a key file of Windows"),
    /** PKCS#12. */
    PFX("a PFX (PKCS#12) file"),
    /** A CMS message: a share that is sealed to its holder. */
    CMS("a CMS message, such as a sealed share"),
    /** A share of a master copy's secret. */
    SHARE("a share of a master copy"),
    /** A share of a master copy's secret, under its holder's passphrase. */
    PASSPHRASE_SHARE("a share under a passphrase"),
    /** A trusted publishing domain of AD RMS. */
    TPD("a trusted publishing domain"),
    /** A certificate or licence of AD RMS. */
    XRML("a certificate or licence of AD RMS (XrML)"),
    /** A local vault's address and token. */
    LOCAL_VAULT_ACCESS("the access file of a local vault"),
    /** What waits for an approval. */
    APPROVAL_REQUEST("an approval request"),
    /** What a command recorded. */
    CEREMONY_RECORD("a ceremony record"),
    /** Another signed report. */
    REPORT("a report"),
    /** The page of a ceremony or an audit. */
    PAGE("a page of HTML"),
    /** The manifest of a master copy. */
    COPY_MANIFEST("the manifest of a master copy"),
    /** The marker or a label in a store of master copies. */
    STORE_MARKER("a file of a master-copy store"),
    /** The journal of a store of master copies. */
    STORE_JOURNAL("the journal of a master-copy store"),
    /** The list of a batch's keys. */
    BATCH_MANIFEST("the manifest of a batch"),
    /** The journal of a batch. */
    BATCH_JOURNAL("the journal of a batch"),
    /** Raw ciphertext. It looks like nothing: a file is never recognised as this. */
    CIPHERTEXT("raw wrapped bytes"),
    /** JSON of az. It has no form of its own: a file is never recognised as this. */
    AZ_JSON("JSON of az"),
    /** The file that names what needs a person. A file is never recognised as this. */
    STATUS_FILE("a status file");

    private static final Set<FileKind> PRIVATE =
            EnumSet.of(PRIVATE_JWK, PRIVATE_KEY, ENCRYPTED_PRIVATE_KEY, OPENSSH_KEY, WINDOWS_KEY);

    private static final Set<FileKind> UNMARKED = EnumSet.of(CIPHERTEXT, AZ_JSON, STATUS_FILE);

    /** What a folder is that has such a file. */
    private static final Map<String, FileKind> IN_FOLDERS =
            Map.of("manifest.json", COPY_MANIFEST, "store.json", STORE_MARKER);

    private final String label;

    /** What makes a file of it that can be taken; none if it can be, or nothing does. */
    private final @Nullable String conversion;

    FileKind(String label) {
        this(label, null);
    }

    FileKind(String label, @Nullable String conversion) {
        this.label = label;
        this.conversion = conversion;
    }

    /** Returns each kind of file that a KEK can be read from, other than its record. */
    public static FileKind[] orOtherKek() {
        return new FileKind[] {VAULT_KEY, ATTESTATION, PUBLIC_KEY};
    }

    /** Returns its name with an article. */
    public String label() {
        return label;
    }

    /** Returns its name without an article. */
    public String noun() {
        return label.replaceFirst("^(an?|the) ", "");
    }

    /** Whether a file can be recognised as this; of some kinds, content has no form of its own. */
    public boolean isRecognised() {
        return !UNMARKED.contains(this);
    }

    /**
     * Returns the command of a usual program that makes a file of it which can be taken, where none
     * of this kind is: {@code FILE} and {@code NEW} stand for the two.
     */
    public Optional<String> conversion() {
        return Optional.ofNullable(conversion);
    }

    /** Whether it is a private key in a file of its own. */
    public boolean isPrivateKey() {
        return PRIVATE.contains(this);
    }

    /**
     * Returns what a file's content is: several kinds if a PEM file holds several blocks, none if
     * nothing is recognised. Never throws, and makes no String of a private key in PEM or DER.
     */
    public static Set<FileKind> of(byte[] content) {
        return FileSniffer.kinds(content);
    }

    /**
     * Returns the file that says what a folder is: of a master copy its manifest, of a store its
     * marker.
     *
     * @param names of the files in the folder
     */
    public static Optional<String> markerIn(Collection<String> names) {
        return IN_FOLDERS.keySet().stream().filter(names::contains).findFirst();
    }

    /**
     * Requires that a file is not recognised as another kind than the one needed.
     *
     * @param or another kind that is accepted
     * @throws WrongKindException saying what it is, and what is needed
     */
    public static void require(Path path, byte[] content, FileKind needed, FileKind... or)
            throws WrongKindException {
        List<FileKind> taken = new ArrayList<>(List.of(needed));
        taken.addAll(List.of(or));
        Set<FileKind> found = of(content);
        if (!found.isEmpty() && Collections.disjoint(found, taken)) {
            throw new WrongKindException(
                    path + " is " + list(found, " and ") + ", not " + list(taken, " or "),
                    found,
                    Set.copyOf(taken));
        }
    }

    private static String list(Collection<FileKind> kinds, String between) {
        return kinds.stream().map(FileKind::label).collect(Collectors.joining(between));
    }
}
