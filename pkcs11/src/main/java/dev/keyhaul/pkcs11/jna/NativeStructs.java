package dev.keyhaul.pkcs11.jna;

import static dev.keyhaul.pkcs11.jna.NativeLayout.ULONG;
import static dev.keyhaul.pkcs11.jna.NativeLayout.aligned;
import static dev.keyhaul.pkcs11.jna.NativeLayout.readText;
import static dev.keyhaul.pkcs11.jna.NativeLayout.readUlong;
import static dev.keyhaul.pkcs11.jna.NativeLayout.readVersion;

import com.sun.jna.Pointer;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import dev.keyhaul.pkcs11.binding.SlotDescription;
import dev.keyhaul.pkcs11.binding.TokenDescription;

/** Reads the structures that describe modules, slots, tokens and mechanisms (PKCS#11 v3.0 §3). */
final class NativeStructs {
    /** Room for any of them. */
    static final int MAX_SIZE = 512;

    private NativeStructs() {}

    static LibraryInfo libraryInfo(Pointer info) {
        int flags = aligned(2 + 32);
        int description = flags + ULONG;
        return new LibraryInfo(
                readVersion(info, 0),
                readText(info, 2, 32),
                readText(info, description, 32),
                readVersion(info, description + 32));
    }

    static SlotDescription slot(Pointer info) {
        return new SlotDescription(
                readText(info, 0, 64), readText(info, 64, 32), readUlong(info, 96));
    }

    static TokenDescription token(Pointer info) {
        int flags = 32 + 32 + 16 + 16;
        int maxPin = flags + 5 * ULONG;
        int versions = flags + 11 * ULONG;
        return new TokenDescription(
                readText(info, 0, 32),
                readText(info, 32, 32),
                readText(info, 64, 16),
                readText(info, 80, 16),
                readUlong(info, flags),
                readUlong(info, flags + 2L * ULONG),
                TokenDescription.lesserLimit(
                        readUlong(info, flags + (long) ULONG), readUlong(info, flags + 3L * ULONG)),
                readUlong(info, maxPin + ULONG),
                readUlong(info, maxPin),
                readVersion(info, versions),
                readVersion(info, versions + 2));
    }

    static long sessionState(Pointer info) {
        return readUlong(info, ULONG);
    }

    static MechanismDescription mechanism(Pointer info) {
        return new MechanismDescription(
                readUlong(info, 0), readUlong(info, ULONG), readUlong(info, 2L * ULONG));
    }
}
