package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.pkcs11.TokenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A module's file: native code that will run in this process, so reports name its absolute path and
 * its SHA-256.
 */
public record LibraryFile(Path path, String sha256) {
    /** e_machine of an ELF header (System V ABI), by {@code os.arch}. */
    private static final Map<String, Integer> ELF_MACHINES =
            Map.of("amd64", 62, "x86_64", 62, "aarch64", 183, "x86", 3, "i386", 3, "arm", 40);

    /**
     * Hashed once for each state of a file: a guided ceremony opens its module 40 times. A file
     * that is changed or replaced has another inode or ctime, which only the kernel sets.
     */
    private static final Map<Version, String> HASHES = new ConcurrentHashMap<>();

    private static final String VERSION = "unix:dev,ino,size,ctime,lastModifiedTime";

    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int ELF_HEADER_BYTES = 20;

    private record Version(Path path, Map<String, Object> attributes) {}

    public static LibraryFile of(Path given) throws TokenException {
        Path path = given.toAbsolutePath().normalize();
        if (!Files.isRegularFile(path)) {
            throw new TokenException(
                    Reason.MODULE_MISSING,
                    TokenException.Kind.NOT_FOUND,
                    "no PKCS#11 module at " + path,
                    "for a rehearsal: apt-get install softhsm2");
        }
        try {
            byte[] head = head(path);
            checkMachine(path, head);
            return new LibraryFile(path, hash(path));
        } catch (IOException e) {
            throw new TokenException(
                    Reason.MODULE_UNUSABLE,
                    "cannot read the PKCS#11 module " + path,
                    "check that you may read the file",
                    e);
        }
    }

    /** By its name, which a link may hide: before it is initialised a module tells nothing. */
    public boolean isSoftHsm() {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).contains("softhsm");
    }

    /**
     * The dynamic linker says "cannot open shared object file" of a library for another machine: so
     * it is said here, and better.
     */
    private static void checkMachine(Path path, byte[] head) throws TokenException {
        Optional<Integer> expected =
                Optional.ofNullable(
                        ELF_MACHINES.get(
                                System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)));
        if (head.length < ELF_HEADER_BYTES
                || ByteBuffer.wrap(head).getInt() != ELF_MAGIC
                || expected.isEmpty()) {
            return;
        }
        ByteOrder order = head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int machine = ByteBuffer.wrap(head).order(order).getShort(18);
        if (machine != expected.get()) {
            throw new TokenException(
                    Reason.MODULE_UNUSABLE,
                    path + " is not built for this host's type of processor",
                    "use the vendor's library for " + System.getProperty("os.arch"));
        }
    }

    private static byte[] head(Path path) throws IOException {
        try (InputStream in = InputFile.stream(path)) {
            return in.readNBytes(ELF_HEADER_BYTES);
        }
    }

    private static String hash(Path path) throws IOException {
        Version version = new Version(path, Files.readAttributes(path, VERSION));
        String known = HASHES.get(version);
        if (known != null) {
            return known;
        }
        String hash = hashed(path);
        HASHES.put(version, hash);
        return hash;
    }

    private static String hashed(Path path) throws IOException {
        try (DigestInputStream in = new DigestInputStream(InputFile.stream(path), Sha256.begin())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
