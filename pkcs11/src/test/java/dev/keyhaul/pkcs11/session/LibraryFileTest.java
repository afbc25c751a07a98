package dev.keyhaul.pkcs11.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.file.Processor;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.pkcs11.ModulePaths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibraryFileTest {
    @TempDir Path temp;

    /**
     * Its length and its time of change can be given to another file; what the kernel keeps cannot.
     */
    @Test
    void changedFile_hasAnotherHash_thoughItsLengthAndTimeAreTheSame() throws Exception {
        Path library = Files.writeString(temp.resolve("module.so"), "one module");
        FileTime time = Files.getLastModifiedTime(library);

        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));

        // Linux counts a file's times in ticks of the clock.
        Thread.sleep(20);
        Files.writeString(library, "other code");
        Files.setLastModifiedTime(library, time);
        assertThat(Files.size(library)).isEqualTo(10);
        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));

        Path other = Files.writeString(temp.resolve("other.so"), "the third.");
        Files.setLastModifiedTime(other, time);
        Files.move(other, library, StandardCopyOption.REPLACE_EXISTING);
        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            7f454c46 0201 0100000000000000 0000 0300 3e00 | X86_64
            7f454c46 0201 0100000000000000 0000 0300 b700 | AARCH64
            7f454c46 0202 0100000000000000 0000 0003 0016 | S390X
            7f454c46 0201 0100000000000000 0000 0300 3e   |
            4d5a PE8664                                   | X86_64
            4d5a PEaa64                                   | AARCH64
            4d5a PE4c01 cut                               |
            23212f62696e2f7368                            |
            """)
    void processorOfALibrary_isInItsHead(String head, Processor processor) {
        assertThat(Processor.ofLibrary(head(head))).isEqualTo(Optional.ofNullable(processor));
    }

    /** A DLL's header begins where its 61st byte says; Windows writes numbers' last byte first. */
    private static byte[] head(String text) {
        Matcher pe = Pattern.compile("4d5a PE(..)(..)( cut)?").matcher(text);
        if (!pe.matches()) {
            return HexFormat.of().parseHex(text.replace(" ", ""));
        }
        byte[] machine = HexFormat.of().parseHex(pe.group(2) + pe.group(1));
        ByteBuffer dll = ByteBuffer.allocate(0x86).order(ByteOrder.LITTLE_ENDIAN);
        dll.put(0, new byte[] {'M', 'Z'}).putInt(0x3c, 0x80).put(0x80, new byte[] {'P', 'E'});
        dll.put(0x84, machine);
        return Arrays.copyOf(dll.array(), pe.group(3) == null ? 0x86 : 0x84);
    }

    @Test
    void libraryOfAnotherProcessor_isToldSo() throws Exception {
        String other = Processor.current().equals(Optional.of(Processor.AARCH64)) ? "3e" : "b7";
        Path library =
                Files.write(
                        temp.resolve("other.so"),
                        head("7f454c46 0201 0100000000000000 0000 0300 " + other + "00"));

        assertThatThrownBy(() -> LibraryFile.of(library))
                .hasMessageEndingWith("is not built for this host's type of processor");
    }

    @Test
    void modulesAreLookedFor_inTheFolderOfThisProcessorAlone() {
        String ours = Processor.current().orElseThrow().triplet() + "-linux-gnu";

        assertThat(ModulePaths.known())
                .allMatch(Path::isAbsolute)
                .filteredOn(path -> path.toString().contains("-linux-gnu"))
                .containsExactly(Path.of("/usr/lib", ours, "softhsm/libsofthsm2.so"));
    }

    private static String hash(Path file) throws IOException {
        return Sha256.hex(Files.readAllBytes(file));
    }
}
