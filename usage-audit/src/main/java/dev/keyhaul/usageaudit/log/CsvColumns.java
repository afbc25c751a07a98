package dev.keyhaul.usageaudit.log;

import java.util.List;

/** Which field each column of an exported table holds, by the table's first row. */
record CsvColumns(List<String> names) {
    private static final String UTC = " [UTC]";
    private static final String TIME = "TimeGenerated";

    /** Whether this is the first row of an exported table of a vault's log. */
    boolean isHeader() {
        return names.stream().anyMatch(name -> name.startsWith(TIME))
                && names.contains("OperationName");
    }

    /** Whether the portal wrote another time than UTC, which it says in the column's name. */
    boolean isLocalTime() {
        return names.stream().anyMatch(name -> name.startsWith(TIME + " [") && !name.endsWith(UTC));
    }

    /** Returns the record that a row's cells are. */
    VaultRecord record(List<String> cells) {
        VaultRecord record = new VaultRecord();
        for (int i = 0; i < cells.size(); i++) {
            record.put(withoutZone(names.get(i)), cells.get(i));
        }
        return record.judge();
    }

    private static String withoutZone(String name) {
        return name.endsWith(UTC) ? name.substring(0, name.length() - UTC.length()) : name;
    }
}
