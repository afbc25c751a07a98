package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.ExplainingRecords;
import dev.keyhaul.usageaudit.KnownOperations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The application's arguments: the settings of the command line, by the same options, and three
 * folders.
 *
 * @param settings what is taken for regular
 * @param strict whether an unexplained finding fails the check too
 * @param vaultLogs the folder of the vault's log
 * @param rmsLogs the folder of the usage log; empty for none
 * @param output the folder that gets the report
 */
record ApplicationArguments(
        AuditSettings settings, boolean strict, String vaultLogs, String rmsLogs, String output) {
    static final String USAGE =
            "arguments: [--window 2m] [--gap 10m] [--identity GUID]… [--vault URL] [--name N]"
                    + " [--records DIR] [--signed-by PUB|sha256:HEX]… [--strict] VAULT_LOGS RMS_LOGS OUTPUT; RMS_LOGS is - for none";

    static ApplicationArguments parse(String... args) throws KeyTransferException {
        AuditSettings settings = AuditSettings.defaults();
        Duration window = settings.window();
        Duration gap = settings.gap();
        List<String> identities = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        List<Path> records = new ArrayList<>();
        List<TrustedSigner> trusted = new ArrayList<>();
        String vault = "";
        String name = "";
        boolean strict = false;
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "--window" -> window = AuditSettings.duration(value(word, rest));
                case "--gap" -> gap = AuditSettings.duration(value(word, rest));
                case "--identity" -> identities.add(value(word, rest));
                case "--vault" -> vault = VaultHost.parseUrl(value(word, rest)).name();
                case "--name" -> name = value(word, rest);
                case "--records" -> records.add(Path.of(value(word, rest)));
                case "--signed-by" -> trusted.add(signer(value(word, rest)));
                case "--strict" -> strict = true;
                default -> folders.add(folder(word));
            }
        }
        if (folders.size() != 3) {
            throw new IllegalArgumentException(folders.size() + " folders instead of 3");
        }
        List<KnownOperations> known = new ArrayList<>();
        for (Path folder : records) {
            known.addAll(ExplainingRecords.in(folder, trusted));
        }
        return new ApplicationArguments(
                settings.knowing(known)
                        .within(window, gap)
                        .withIdentities(identities)
                        .ofKey(vault, name),
                strict,
                folders.get(0),
                folders.get(1).equals("-") ? "" : folders.get(1),
                folders.get(2));
    }

    private static TrustedSigner signer(String keyOrFingerprint) throws KeyTransferException {
        return new TrustedSigner(
                keyOrFingerprint.startsWith("sha256:")
                        ? Fingerprint.parse(keyOrFingerprint)
                        : PublicKeyEncoding.read(Path.of(keyOrFingerprint)).fingerprint());
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static String folder(String word) {
        if (word.startsWith("--")) {
            throw new IllegalArgumentException("unknown option " + word);
        }
        return word;
    }
}
