package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing to inspect.
 *
 * @param text as it was typed; of a file in a folder, its path
 * @param subject what it is; null if that could not be found out
 * @param also the other kinds of a file of several parts
 * @param failure why not
 */
record Named(
        String text,
        @Nullable Subject subject,
        List<FileKind> also,
        @Nullable KeyTransferException failure) {
    /** The longest file that can be inspected: as long as a PFX or a domain may be. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final String BLOB_NAME = ".byok";

    /**
     * Finds out what is named.
     *
     * @param texts files, folders and sources
     * @param blobMeant whether an unrecognised file is judged as a blob
     * @throws KeyTransferException if a source is malformed, or a folder has nothing to inspect
     */
    static List<Named> all(List<String> texts, boolean blobMeant) throws KeyTransferException {
        List<Named> all = new ArrayList<>();
        for (String text : texts) {
            if (Sources.isSource(text)) {
                all.add(source(text));
            } else {
                for (Path file : files(TypedPath.of(text))) {
                    all.add(file(file, blobMeant));
                }
            }
        }
        return all;
    }

    private static Named source(String text) throws KeyTransferException {
        boolean inToken = Sources.OURS.parse(TypedSource.of(text)).secret() == NamedKey.Secret.PIN;
        return new Named(text, inToken ? Subject.TOKEN_KEY : Subject.SOURCE_KEY, List.of(), null);
    }

    /** A folder is a master copy or a store, or else has the exported domains of an estate. */
    private static List<Path> files(Path path) throws FileException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<String> names = InputFolder.names(path);
        Optional<String> marker = FileKind.markerIn(names);
        if (marker.isPresent()) {
            return List.of(path.resolve(marker.get()));
        }
        List<Path> domains =
                names.stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".xml"))
                        .map(path::resolve)
                        .toList();
        if (domains.isEmpty()) {
            throw new FileException(
                    Reason.FILE_KIND,
                    "there is no *.xml file in " + path + ", and it is not a master copy",
                    "name the files themselves, or a folder of exported domains");
        }
        return domains;
    }

    private static Named file(Path file, boolean blobMeant) {
        try {
            Set<FileKind> kinds = kinds(file);
            boolean unknown = kinds.isEmpty();
            if (unknown && !blobMeant && !file.toString().endsWith(BLOB_NAME)) {
                throw unknown(file);
            }
            FileKind first = unknown ? FileKind.BLOB : first(kinds);
            return new Named(
                    file.toString(),
                    Subject.of(first),
                    kinds.stream().filter(kind -> kind != first).toList(),
                    null);
        } catch (KeyTransferException e) {
            return new Named(file.toString(), null, List.of(), e);
        }
    }

    private static Set<FileKind> kinds(Path file) throws KeyTransferException {
        byte[] content = InputFile.read(file, MAX_BYTES);
        try {
            return FileKind.of(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** A private key with its certificate is a private key. */
    private static FileKind first(Set<FileKind> kinds) {
        return kinds.stream()
                .filter(FileKind::isPrivateKey)
                .findFirst()
                .orElseGet(() -> kinds.iterator().next());
    }

    private static MalformedInputException unknown(Path file) {
        return new MalformedInputException(
                Reason.FILE_KIND,
                file + " is not a recognised kind of file",
                "it must be one of: "
                        + Arrays.stream(FileKind.values())
                                .filter(FileKind::isRecognised)
                                .map(FileKind::noun)
                                .collect(Collectors.joining(", "))
                        + "; give the bytes of an AES key as aes:FILE");
    }

    /** Returns the file's path. */
    Path file() {
        return Path.of(text);
    }
}
