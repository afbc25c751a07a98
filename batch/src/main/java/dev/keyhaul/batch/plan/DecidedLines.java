package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.source.SourceContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What decides each item of a batch, for other people to approve: a line of JSON for each, and the
 * hash of them all. Of a row and of its decision 8 bytes each stay here, and a run compares its own
 * with them.
 */
public final class DecidedLines {
    private final MessageDigest digest = Sha256.begin();
    private final DuplicateFinder rows = new DuplicateFinder();
    private final DuplicateFinder decisions = new DuplicateFinder();
    private final Map<Decision.Role, Map<String, Long>> openers =
            new EnumMap<>(Decision.Role.class);
    private String sha256 = "";

    /**
     * Adds the next item, after its token and its target were looked at.
     *
     * @return its line, with a line break
     */
    public byte[] add(ItemPlan plan, SourceContext context, Consumer<String> warnings)
            throws KeyTransferException {
        Optional<String> token =
                ItemCall.of(
                        plan.item(), "opening the token of", () -> plan.key().openShared(context));
        Decision decision =
                ItemCall.of(plan.item(), "deciding", () -> plan.target().decide(warnings));
        JsonObject decided = json(decision);
        rows.add(ManifestCheck.text(plan.item()));
        decisions.add(decided.toCompactString());
        for (Decision.Opener opener : decision.openers()) {
            openers.computeIfAbsent(opener.role(), role -> new LinkedHashMap<>())
                    .merge(opener.key(), 1L, Long::sum);
        }
        JsonObject.Builder line =
                JsonObject.builder()
                        .put("line", plan.item().line())
                        .put("values", plan.item().values());
        token.ifPresent(name -> line.put("token", name));
        plan.file().ifPresent(file -> line.put("output", absolute(file)));
        byte[] bytes =
                (line.putAll(decided).build().toCompactString() + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        return bytes;
    }

    private static JsonObject json(Decision decision) {
        return JsonObject.builder()
                .put(
                        "opened_by",
                        decision.openers().stream()
                                .map(
                                        opener ->
                                                JsonObject.builder()
                                                        .put("key", opener.key())
                                                        .put("where", opener.where())
                                                        .build())
                                .toList())
                .put(
                        "files",
                        decision.files().stream()
                                .map(
                                        file ->
                                                JsonObject.builder()
                                                        .put("path", absolute(file.path()))
                                                        .put("sha256", file.sha256())
                                                        .build())
                                .toList())
                .build();
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** Whether a row of the manifest is the one that was approved. */
    public boolean isRow(BatchItem item) {
        return rows.isAt(item.index(), ManifestCheck.text(item));
    }

    /**
     * Refuses a decision that is not the one that was approved for the item.
     *
     * @throws CheckFailedException if anything of it differs
     */
    public synchronized void requireSame(BatchItem item, Decision decision)
            throws CheckFailedException {
        if (!decisions.isAt(item.index(), json(decision).toCompactString())) {
            throw new CheckFailedException(
                    Reason.BATCH_DECISION_DIFFERS,
                    "the key would go to "
                            + List.copyOf(
                                    decision.openers().stream().map(Decision.Opener::key).toList())
                            + ", which is not what was approved",
                    "find out what was changed since the approval; the key was not used");
        }
    }

    /** Returns the SHA-256 of all lines, in hex; call it after the last one. */
    public synchronized String sha256() {
        if (sha256.isEmpty()) {
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }

    /** Returns the keys of a role that open a result, and how many items each one opens. */
    public Map<String, Long> openers(Decision.Role role) {
        return Collections.unmodifiableMap(openers.getOrDefault(role, Map.of()));
    }
}
