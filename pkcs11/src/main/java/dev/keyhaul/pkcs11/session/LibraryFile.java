package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Processor;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.pkcs11.TokenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
    /**
     * Hashed once for each state of a file: a guided ceremony opens its module 40 times. A file
     * that is changed or replaced has another inode or ctime, which only the kernel sets.
     */
    private static final Map<Version, String> HASHES = new ConcurrentHashMap<>();

    private static final String VERSION = "unix:dev,ino,size,ctime,lastModifiedTime";

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
            checkMachine(path);
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
    private static void checkMachine(Path path) throws TokenException, IOException {
        byte[] head;
        try (InputStream in = InputFile.stream(path)) {
            head = in.readNBytes(Processor.HEAD_BYTES);
        }
        Optional<Processor> here = Processor.current();
        Optional<Processor> built = Processor.ofLibrary(head);
        if (here.isPresent() && built.isPresent() && !built.equals(here)) {
            throw new TokenException(
                    Reason.MODULE_UNUSABLE,
                    path + " is not built for this host's type of processor",
                    "use the vendor's library for " + System.getProperty("os.arch"));
        }
    }

    /** Where the system keeps no inode and ctime, a file is hashed each time. */
    private static String hash(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return hashed(path);
        }
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
