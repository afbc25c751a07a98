package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.core.page.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tokens, each once. What records say differently of one token is shown side by side. */
final class TokensTable {
    private TokensTable() {}

    static Html of(List<CeremonyRecord> records) {
        Map<String, List<TokenFact>> bySerial =
                records.stream()
                        .flatMap(record -> record.facts().tokens().stream())
                        .distinct()
                        .collect(
                                Collectors.groupingBy(
                                        TokensTable::name,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return Html.all(
                Html.table(
                        Style.WIDE,
                        List.of("Token", "Serial number", "Maker, model, firmware", "Protection"),
                        bySerial.values().stream().map(TokensTable::token)),
                Html.table(
                        Style.WIDE,
                        List.of("PKCS#11 module", "SHA-256"),
                        bySerial.values().stream()
                                .flatMap(List::stream)
                                .map(token -> List.of(token.module(), token.moduleSha256()))
                                .distinct()
                                .map(
                                        module ->
                                                Html.row(
                                                        Html.of("span", Style.CODE, module.get(0)),
                                                        Digits.of(module.get(1))))));
    }

    private static String name(TokenFact token) {
        return token.maker() + "\n" + (token.serial().isBlank() ? token.label() : token.serial());
    }

    private static Html token(List<TokenFact> facts) {
        return Html.row(
                Html.of("b", each(facts, TokenFact::label)),
                Html.of("span", Style.CODE, each(facts, TokenFact::serial)),
                Html.text(each(facts, TokenFact::maker)),
                Html.all(
                        Html.of("p", each(facts, token -> token.guard().label())),
                        Html.of(
                                "p",
                                Style.MUTED,
                                "hardware slot: " + each(facts, TokensTable::slot))));
    }

    private static String slot(TokenFact token) {
        return token.hardwareSlot() ? "yes" : "no";
    }

    private static String each(List<TokenFact> facts, Function<TokenFact, String> property) {
        return facts.stream().map(property).distinct().collect(Collectors.joining(" / "));
    }
}
