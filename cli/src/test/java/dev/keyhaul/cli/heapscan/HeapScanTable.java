package dev.keyhaul.cli.heapscan;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which commands the heap scans look at, and why they look at no other: a new command is in none of
 * these, and fails {@code HeapScanTableIT}.
 */
final class HeapScanTable {
    /** Of these {@code HeapScanIT} looks at the heap. */
    static final Set<String> FIRST =
            Set.of(
                    "token init",
                    "key generate",
                    "key list",
                    "key export-public",
                    "key import",
                    "key make-unextractable",
                    "key delete",
                    "kek create",
                    "kek download",
                    "byok create",
                    "vault import-key",
                    "inspect",
                    "pfx create",
                    "backup create",
                    "backup restore",
                    "backup drill",
                    "batch run");

    /** Of these {@code HeapScanOfOthersIT}. */
    static final Set<String> OTHERS =
            Set.of(
                    "token list",
                    "token info",
                    "token probe",
                    "key export-public",
                    "key import",
                    "kek disable",
                    "byok create",
                    "inspect",
                    "byok open",
                    "tpd convert",
                    "backup create",
                    "backup list",
                    "backup show",
                    "backup verify",
                    "backup repair",
                    "backup change-signer",
                    "backup drill",
                    "backup restore",
                    "batch run",
                    "tenant check",
                    "approve",
                    "ceremony report",
                    "ceremony close",
                    "audit");

    private static final String SERVICE_ALONE =
            "it talks to the vault alone: no key, PIN or password gets into its process";

    private static final String PLAN_ALONE =
            "it reads and writes a plan and its records: no key, PIN or password gets into its"
                    + " process";

    /** These are not looked at. */
    static final Map<String, String> NOT_LOOKED_AT =
            Map.ofEntries(
                    Map.entry(
                            "demo",
                            "its keys and PINs are random, of its own, and gone at its end"),
                    Map.entry(
                            "local-vault",
                            "it is the rehearsal's HSM: it has its keys in its memory"),
                    Map.entry(
                            "doctor", "it opens no key, asks for no PIN and reads no secret file"),
                    Map.entry("vault create-key", SERVICE_ALONE),
                    Map.entry("vault show-key", SERVICE_ALONE),
                    Map.entry("vault set-key-operations", SERVICE_ALONE),
                    Map.entry("vault backup-key", SERVICE_ALONE),
                    Map.entry(
                            "kek verify-attestation",
                            "it reads certificates and public keys alone"),
                    Map.entry("ceremony plan", PLAN_ALONE),
                    Map.entry("ceremony script", PLAN_ALONE),
                    Map.entry("ceremony status", PLAN_ALONE),
                    Map.entry("ceremony look", SERVICE_ALONE),
                    Map.entry(
                            "ceremony run",
                            "it runs the others in its process, and keeps a PIN that was typed"
                                    + " until it ends"),
                    Map.entry("tenant runbook", "it prints commands, and reads no file"),
                    Map.entry("completion", "it prints a script, and reads no file"),
                    Map.entry(
                            "status", "it reads public records, and asks vaults for public facts"));

    private HeapScanTable() {}

    /** All commands that are in the table, for whichever reason. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>(FIRST);
        all.addAll(OTHERS);
        all.addAll(NOT_LOOKED_AT.keySet());
        return all;
    }

    /** Returns which command these arguments run. */
    static String commandOf(String... args) {
        String two = Arrays.stream(args).limit(2).collect(Collectors.joining(" "));
        return all().contains(two) ? two : args[0];
    }
}
