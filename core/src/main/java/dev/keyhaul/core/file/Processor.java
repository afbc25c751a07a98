package dev.keyhaul.core.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Types of processor, by what libraries for Linux and Windows, and this JVM, call them. */
public enum Processor {
    /** x86 of 64 bits. */
    X86_64("x86_64", 62, 0x8664),
    /** x86 of 32 bits. */
    X86("i386", 3, 0x14c),
    /** Arm of 64 bits. */
    AARCH64("aarch64", 183, 0xaa64),
    /** Arm of 32 bits. */
    ARM("arm", 40, 0x1c4),
    /** IBM Z. */
    S390X("s390x", 22, 0),
    /** Power of 64 bits. */
    PPC64LE("powerpc64le", 21, 0),
    /** RISC-V of 64 bits. */
    RISCV64("riscv64", 243, 0x5064);

    /** Enough of a library to find its processor: the header of a DLL stands behind a program. */
    public static final int HEAD_BYTES = 4096;

    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int ELF_HEADER_BYTES = 20;
    private static final int PE_MAGIC = 0x50450000;
    private static final int PE_OFFSET_AT = 0x3c;

    private final String triplet;
    private final int elf;
    private final int pe;

    /**
     * Has its numbers.
     *
     * @param triplet how Debian's folders of libraries begin
     * @param elf e_machine of an ELF header (System V ABI)
     * @param pe Machine of a COFF header (PE format); 0 if Windows does not run there
     */
    Processor(String triplet, int elf, int pe) {
        this.triplet = triplet;
        this.elf = elf;
        this.pe = pe;
    }

    /** Returns this JVM's; none if it is not known here. */
    public static Optional<Processor> current() {
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "x86", "i386", "i686" -> Optional.of(X86);
            case "aarch64" -> Optional.of(AARCH64);
            case "arm" -> Optional.of(ARM);
            case "s390x" -> Optional.of(S390X);
            case "ppc64le" -> Optional.of(PPC64LE);
            case "riscv64" -> Optional.of(RISCV64);
            default -> Optional.empty();
        };
    }

    /** Returns what Debian calls it in the folders of its libraries, such as {@code x86_64}. */
    public String triplet() {
        return triplet;
    }

    /** Returns that of a library, by how its file begins; none if it is no library. */
    public static Optional<Processor> ofLibrary(byte[] head) {
        ByteBuffer bytes = ByteBuffer.wrap(head);
        if (head.length >= ELF_HEADER_BYTES && bytes.getInt(0) == ELF_MAGIC) {
            bytes.order(head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int machine = Short.toUnsignedInt(bytes.getShort(18));
            return first(processor -> processor.elf == machine);
        }
        if (head.length >= PE_OFFSET_AT + Integer.BYTES && head[0] == 'M' && head[1] == 'Z') {
            int at = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(PE_OFFSET_AT);
            bytes.order(ByteOrder.BIG_ENDIAN);
            if (at >= 0 && at <= head.length - 6 && bytes.getInt(at) == PE_MAGIC) {
                int machine =
                        Short.toUnsignedInt(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(at + 4));
                return first(processor -> processor.pe == machine);
            }
        }
        return Optional.empty();
    }

    private static Optional<Processor> first(Predicate<Processor> which) {
        return Arrays.stream(values()).filter(which).findFirst();
    }
}
