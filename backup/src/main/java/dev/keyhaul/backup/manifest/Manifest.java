package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The description that is stored with a master copy.
 *
 * <p>It brings its own public key, so it proves nothing about whose key it is: a restore compares
 * with a fingerprint from elsewhere.
 *
 * @param id names the copy
 * @param created when it was made, in whole seconds
 * @param createdBy who made it, as user@host
 * @param tool the tool and its version
 * @param description what the key is that the copy holds
 * @param origin where the key lived, and its attributes there
 * @param recipients who can open the copy
 * @param survival what the set of recipients survives
 * @param files every file beside the manifest
 * @param store the store that it was made in
 * @param journal where the store's journal stood before
 * @param signedBy the evidence key whose signature lies beside the manifest; null where none does
 * @since 0.1.0
 */
public record Manifest(
        CopyId id,
        Instant created,
        String createdBy,
        String tool,
        @Name("key") KeyDescription description,
        KeyOrigin origin,
        List<RecipientEntry> recipients,
        Survival survival,
        List<FileEntry> files,
        StoreId store,
        JournalHead journal,
        @Nullable KeyDescription signedBy) {

    /** The most files beside a manifest: those of nine sets of a hundred shares, and more. */
    private static final int MAX_FILES = 1000;

    /** Refuses contradictions: an id of another key, a file without a recipient or the reverse. */
    public Manifest {
        Arguments.notNull("id", id, "createdBy", createdBy, "tool", tool);
        Arguments.notNull("origin", origin, "survival", survival, "store", store);
        Arguments.notNull("journal", journal);
        created = created.truncatedTo(ChronoUnit.SECONDS);
        recipients = List.copyOf(recipients);
        files = List.copyOf(files);
        if (!id.fits(created, description.fingerprint())) {
            throw new IllegalArgumentException(
                    "id " + id + " does not match the key's fingerprint and the time");
        }
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException(
                    files.size() + " files; a copy has at most " + MAX_FILES);
        }
        requireOneFileEach(recipients, files);
    }

    private static void requireOneFileEach(List<RecipientEntry> recipients, List<FileEntry> files) {
        Set<String> used = new HashSet<>();
        Set<String> listed = new HashSet<>();
        boolean unique =
                recipients.stream().flatMap(entry -> entry.files().stream()).allMatch(used::add)
                        && files.stream().allMatch(file -> listed.add(file.name()));
        if (!unique || used.isEmpty() || !used.equals(listed)) {
            throw new IllegalArgumentException(
                    "recipients and files do not belong together, each file to one recipient");
        }
    }

    /** Returns the fingerprint of the evidence key that signed it. */
    public Optional<Fingerprint> signer() {
        return Optional.ofNullable(signedBy).map(KeyDescription::fingerprint);
    }

    /** Returns the one fingerprint of the key. */
    public Fingerprint fingerprint() {
        return description.fingerprint();
    }

    /** Names all recipients, for errors. */
    public String recipientsInWords() {
        return recipients.stream()
                .map(entry -> entry.recipient().describe())
                .collect(Collectors.joining(", and for "));
    }

    /** Returns a recipient's files, first the one of the wrapped key. */
    public List<FileEntry> filesOf(RecipientEntry recipient) {
        return recipient.files().stream().map(this::file).toList();
    }

    private FileEntry file(String name) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("copy " + id + " has no " + name));
    }

    /**
     * One file beside the manifest.
     *
     * @param name a bare name such as {@code recipient-1.bin}; a manifest is not trusted with paths
     * @param lengthBytes its exact length
     * @param sha256 SHA-256 of its content, 64 lower-case hex digits
     */
    public record FileEntry(String name, long lengthBytes, String sha256) {
        /** The longest file of a copy: a wrapped RSA-4096 key is of some 3 KB. */
        public static final int MAX_LENGTH_BYTES = 64 * 1024;

        /**
         * No dot but one, no separator, and a number, so that no name is a path, hidden, or a
         * device of Windows (con, nul).
         */
        private static final Pattern NAME = Pattern.compile("[a-z]{1,32}-[0-9]{1,4}\\.[a-z]{1,8}");

        /** Refuses names that are not bare and lengths that cannot be. */
        public FileEntry {
            Arguments.notNull("name", name, "sha256", sha256);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "file name '" + name + "' is not of the form recipient-1.bin");
            }
            if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) {
                throw new IllegalArgumentException(
                        "length of "
                                + name
                                + " is "
                                + lengthBytes
                                + "; 1 to "
                                + MAX_LENGTH_BYTES
                                + " is allowed");
            }
            if (!Sha256.isHex(sha256)) {
                throw new IllegalArgumentException(
                        "SHA-256 of " + name + " is not of 64 lower-case hex digits");
            }
        }

        /** Describes a file of this content. */
        public static FileEntry of(String name, byte[] content) {
            return new FileEntry(name, content.length, Sha256.hex(content));
        }

        /** Whether this is the content that was recorded. */
        public boolean matches(byte[] content) {
            return content.length == lengthBytes && Sha256.hex(content).equals(sha256);
        }
    }

    /**
     * Names a store for good: 16 random bytes in hex, the same in its replicas, so that a copy or a
     * journal of another store does not pass for one of this.
     */
    public record StoreId(String hex) {
        private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

        /** Refuses any other form. */
        public StoreId {
            Arguments.notNull("hex", hex);
            if (!FORM.matcher(hex).matches()) {
                throw new IllegalArgumentException("store id is not of 32 lower-case hex digits");
            }
        }

        /** Makes a new id. */
        public static StoreId generate(SecureRandom random) {
            byte[] id = new byte[16];
            random.nextBytes(id);
            return new StoreId(HexFormat.of().formatHex(id));
        }

        @Override
        public String toString() {
            return hex;
        }
    }
}
