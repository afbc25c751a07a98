package dev.keyhaul.backup.report;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.report.WhichKey;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.report.GuardReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A master copy that was restored, for good or in a drill, as reports and records show it. */
public final class RestoreReport {
    private RestoreReport() {}

    /** Returns what a drill did with the key. */
    public static String used(MasterCopy copy) {
        KeyDescription key = copy.manifest().description();
        String how =
                key instanceof KeyDescription.Rsa
                        ? "signed and decrypted"
                        : key instanceof KeyDescription.Ec ? "signed" : "encrypted and decrypted";
        return how + ", compared with the expected key";
    }

    /** Returns what of a key restored in memory was compared with the expected key. */
    public static String compared(MasterCopy copy) {
        KeyDescription key = copy.manifest().description();
        if (key instanceof KeyDescription.Rsa) {
            return "modulus compared";
        }
        return key instanceof KeyDescription.Ec ? "public point compared" : "fingerprint compared";
    }

    /** Returns what proves a key that was restored in a token. */
    public static String provenInToken(MasterCopy copy) {
        return copy.manifest().description() instanceof KeyDescription.Aes
                ? "fingerprint compared, which the token made by encrypting"
                : compared(copy) + ", and a signature made in the token verified";
    }

    /**
     * A drill: a key was restored, compared, used and destroyed.
     *
     * @param id the identifier of the copy
     * @param drilledIn where the key was restored
     * @param proof how it was proven
     * @param leftBehind what the drill left behind
     */
    public record Drilled(
            String id,
            String drilledIn,
            WhichKey key,
            String proof,
            String leftBehind,
            HeadReport head,
            CopiesReport copies) {
        /**
         * Returns the report.
         *
         * @param recipient where the key was restored
         */
        public static Drilled of(
                MasterCopy copy, String recipient, JournalHead head, CopiesReport copies) {
            return new Drilled(
                    copy.id().toString(),
                    recipient,
                    new WhichKey(copy.manifest().fingerprint()),
                    used(copy),
                    "nothing: the restored key was destroyed",
                    HeadReport.of(head),
                    copies);
        }
    }

    /**
     * A key that is in a token again.
     *
     * @param id the identifier of the copy
     * @param restoredTo where the restored key is
     * @param extractable whether the key can be wrapped again; null if the token does not say
     * @param proof how it was proven
     * @param cannotComeBack attributes of the original that no restored key has
     */
    public record InToken(
            String id,
            String restoredTo,
            WhichKey key,
            @Nullable Boolean extractable,
            String proof,
            List<String> cannotComeBack,
            GuardReport guard,
            CopiesReport copies,
            ModuleReport.Used module) {
        /** Looks for copies of the key, and returns the report. */
        public static InToken of(MasterCopy copy, TokenKey restored) throws KeyTransferException {
            String extractable = restored.origin().details().get("CKA_EXTRACTABLE");
            return new InToken(
                    copy.id().toString(),
                    restored.origin().location(),
                    new WhichKey(restored.description().fingerprint()),
                    extractable == null ? null : Boolean.valueOf(extractable),
                    provenInToken(copy),
                    RestoreRules.lostAttributes(copy.manifest().origin()),
                    GuardReport.of(restored.info()),
                    CopiesReport.of(Stream.of(restored.token())),
                    ModuleReport.Used.of(restored.token().module()));
        }
    }

    /**
     * A key that is in a file again.
     *
     * @param id the identifier of the copy
     * @param restoredTo where the restored key is
     * @param proof how it was proven
     * @param cannotComeBack attributes of the original that no restored key has
     */
    public record InFile(
            String id, Path restoredTo, WhichKey key, String proof, List<String> cannotComeBack) {
        /** Returns the report. */
        public static InFile of(MasterCopy copy, Path file) {
            return new InFile(
                    copy.id().toString(),
                    file,
                    new WhichKey(copy.manifest().fingerprint()),
                    compared(copy),
                    RestoreRules.lostAttributes(copy.manifest().origin()));
        }
    }
}
