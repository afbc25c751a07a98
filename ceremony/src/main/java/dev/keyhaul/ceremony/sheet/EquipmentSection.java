package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.VaultFact;
import dev.keyhaul.core.page.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Hosts, tokens, modules and vaults. */
final class EquipmentSection {
    private EquipmentSection() {}

    static Html of(RecordVerification verification) {
        List<CeremonyRecord> records =
                verification.records().stream().map(StoredRecord::record).toList();
        return Html.of(
                "section",
                Html.of("h2", "Equipment"),
                Html.table(
                        Style.WIDE,
                        List.of("Host", "Account", "System", "Tool", "Clock"),
                        records.stream()
                                .map(CeremonyRecord::setting)
                                .map(
                                        s ->
                                                new Setting(
                                                        List.of(),
                                                        s.host(),
                                                        s.account(),
                                                        s.system(),
                                                        s.clock(),
                                                        s.tool()))
                                .distinct()
                                .map(EquipmentSection::host)),
                TokensTable.of(records),
                Html.table(
                        Style.WIDE,
                        List.of("Vault", "Signed in as", "Vault's clock, last answer"),
                        lastOfEach(records)
                                .map(
                                        vault ->
                                                Html.row(
                                                        Html.of("span", Style.CODE, vault.url()),
                                                        Html.text(vault.identity()),
                                                        Html.text(
                                                                vault.date()
                                                                        .map(UtcText::at)
                                                                        .orElse("not stated"))))));
    }

    private static Stream<VaultFact> lastOfEach(List<CeremonyRecord> records) {
        Map<String, VaultFact> last = new LinkedHashMap<>();
        records.stream()
                .flatMap(r -> r.facts().vault().stream())
                .forEach(vault -> last.put(vault.url() + " " + vault.identity(), vault));
        return last.values().stream();
    }

    private static Html host(Setting setting) {
        return Html.row(
                Html.of("b", setting.host()),
                Html.text(setting.account()),
                Html.text(setting.system()),
                Html.text(setting.tool()),
                Html.text(setting.clock().word()));
    }
}
