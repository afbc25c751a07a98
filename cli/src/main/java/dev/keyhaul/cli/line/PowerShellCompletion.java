package dev.keyhaul.cli.line;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script for PowerShell. Where it offers nothing, PowerShell offers files. */
public final class PowerShellCompletion {
    private static final String SCRIPT =
            """
            # completion of keyhaul for PowerShell
            Register-ArgumentCompleter -Native -CommandName keyhaul, keyhaul.cmd -ScriptBlock {
                param($Word, $Line, $Cursor)
                $Offered = @{
            %s
                }
                $Values = @{
            %s
                }
                $Typed = @($Line.CommandElements | Select-Object -Skip 1 |
                    Where-Object { $_.Extent.EndOffset -lt $Cursor } | ForEach-Object { "$_" })
                $Command = ''
                foreach ($Count in 1, 2) {
                    $Words = ($Typed | Select-Object -First $Count) -join ' '
                    if ($Typed.Count -ge $Count -and $Offered.ContainsKey($Words)) { $Command = $Words }
                }
                $Option = "$Command $($Typed | Select-Object -Last 1)"
                $Offers = if ($Values.ContainsKey($Option)) { $Values[$Option] } else { $Offered[$Command] }
                -split $Offers | Where-Object { $_ -and $_.StartsWith($Word) } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }""";

    private final Map<String, String> offered = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();

    private PowerShellCompletion() {}

    /** Returns the script. */
    public static String of(Commands commands) {
        PowerShellCompletion completion = new PowerShellCompletion();
        commands.all().forEach(entry -> completion.add(commands, entry));
        return SCRIPT.formatted(table(completion.offered), table(completion.values));
    }

    private void add(Commands commands, Commands.Entry entry) {
        String first = entry.words().get(0);
        if (!offered.getOrDefault("", "").matches("(.* )?" + first)) {
            offer("", first);
        }
        entry.words().stream().skip(1).forEach(second -> offer(first, second));
        CommandSpec command = commands.line(entry).getCommandSpec();
        for (OptionSpec option : command.options()) {
            offer(entry.name(), option.longestName());
            if (option.arity().max() > 0) {
                Stream.of(option.names())
                        .forEach(name -> values.put(entry.name() + " " + name, words(option)));
            }
        }
        command.positionalParameters().stream()
                .map(PowerShellCompletion::words)
                .filter(words -> !words.isEmpty())
                .forEach(words -> offer(entry.name(), words));
    }

    private void offer(String after, String words) {
        offered.merge(after, words, (before, next) -> before + " " + next);
    }

    private static String words(ArgSpec arg) {
        return arg.completionCandidates() == null
                ? ""
                : StreamSupport.stream(arg.completionCandidates().spliterator(), false)
                        .collect(Collectors.joining(" "));
    }

    private static String table(Map<String, String> rows) {
        return rows.entrySet().stream()
                .map(row -> "        '%s' = '%s'".formatted(row.getKey(), row.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
