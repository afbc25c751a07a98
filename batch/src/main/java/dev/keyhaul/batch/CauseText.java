package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.plan.ItemPlan;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The text of an error without the names of its item, so that many items share one text. */
final class CauseText {
    /** Shorter parts may be words of the message. */
    private static final int MIN_NAME_LENGTH = 2;

    private CauseText() {}

    /** A path may follow its folder in the message: the whole word is replaced. */
    static String of(BatchItem item, String message) {
        String text = message;
        for (String name : names(item)) {
            int at;
            while ((at = text.indexOf(name)) >= 0) {
                int from = at;
                boolean path = from > 0 && text.charAt(from - 1) == '/';
                while (path && from > 0 && isPartOfPath(text.charAt(from - 1))) {
                    from--;
                }
                text = text.substring(0, from) + "…" + text.substring(at + name.length());
            }
        }
        return text;
    }

    private static boolean isPartOfPath(char c) {
        return c != ' ' && c != '\'' && c != '"';
    }

    /** The longest first: a short one may be part of it. */
    private static List<String> names(BatchItem item) {
        return item.values().entrySet().stream()
                .flatMap(value -> parts(value.getKey(), value.getValue()))
                .filter(part -> part.length() >= MIN_NAME_LENGTH && !part.equals("…"))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Stream<String> parts(String column, String value) {
        return switch (column) {
            case ItemPlan.SOURCE ->
                    value.startsWith("pkcs11:")
                            ? Stream.of(value)
                                    .flatMap(uri -> Stream.of(uri.split("[:;?&]")))
                                    .filter(part -> part.contains("="))
                                    .map(part -> part.substring(part.indexOf('=') + 1))
                            : Stream.of(value.substring(value.indexOf(':') + 1));
            case "output", "name" -> Stream.of(value);
            default -> Stream.empty();
        };
    }
}
