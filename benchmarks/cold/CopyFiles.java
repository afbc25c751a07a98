import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Copies a folder's files as a batch writes its outputs, new and 0600, and does nothing else. */
final class CopyFiles {
    private CopyFiles() {}

    public static void main(String[] folders) throws Exception {
        Path to = Path.of(folders[1]);
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folders[0]))) {
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                try (FileChannel out =
                        FileChannel.open(
                                to.resolve(file.getFileName()),
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                mode)) {
                    out.write(ByteBuffer.wrap(content));
                }
            }
        }
    }
}
