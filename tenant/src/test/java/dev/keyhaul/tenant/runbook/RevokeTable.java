package dev.keyhaul.tenant.runbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What each emergency left of the key and of the access of Azure Rights Management. */
final class RevokeTable {
    private final Stages stages;

    RevokeTable(Stages stages) {
        this.stages = stages;
    }

    List<List<String>> rows() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("the key was renewed since", "renewed-%s", 1));
        rows.add(row("it is run a second time", "renewed-%s", 2));
        rows.add(row("policy or role was withdrawn before", "access-absent-%s", 1));
        rows.add(row("Azure Rights Management is not in the tenant", "no-principal-%s", 1));
        rows.add(row("`proof.json` is missing", "without-proof-%s", 1));
        rows.add(row("the sign-in is of another tenant", "other-tenant-%s", 1));
        rows.add(row("the vault is role-based, and there is no role", "role-based-without", 1));
        rows.add(row("the vault is role-based, and there is a role", "role-based-with", 1));
        rows.add(row("no right to list versions", "no-right-to-list-%s", 1));
        rows.add(row("no right to disable", "no-right-to-disable-%s", 1));
        rows.add(row("there is no such key", "key-missing-%s", 1));
        rows.add(sweepRow("one call fails, each in turn", 1));
        rows.add(sweepRow("and it is run again", 2));
        return rows;
    }

    private List<String> row(String situation, String scene, int run) {
        List<String> row = new ArrayList<>(List.of(situation));
        for (Shell shell : Shell.values()) {
            row.add(
                    Stage.PLACES.stream()
                            .map(place -> outcome(stages.after(shell, scene.formatted(place), run)))
                            .distinct()
                            .collect(Collectors.joining("; Managed HSM: ")));
        }
        return row;
    }

    private List<String> sweepRow(String situation, int run) throws Exception {
        List<String> row = new ArrayList<>(List.of(situation));
        for (Shell shell : Shell.values()) {
            TreeMap<String, Integer> outcomes = new TreeMap<>();
            for (String place : Stage.PLACES) {
                for (Path folder : stages.of(shell).swept("sweep-" + place)) {
                    outcomes.merge(outcome(After.of(folder, run)), 1, Integer::sum);
                }
            }
            row.add(
                    outcomes.entrySet().stream()
                            .map(entry -> entry.getValue() + " times " + entry.getKey())
                            .collect(Collectors.joining("; ")));
        }
        return row;
    }

    private static String outcome(After after) {
        List<String> enabled = after.enabled("tenant");
        String key =
                after.versions("tenant").isEmpty()
                        ? "no key"
                        : enabled.isEmpty()
                                ? "disabled"
                                : enabled.size() + " of 2 versions enabled";
        boolean left = after.has("access") || after.has("role");
        return key + ", access " + (left ? "left" : "withdrawn") + ", exit code " + after.exit();
    }
}
