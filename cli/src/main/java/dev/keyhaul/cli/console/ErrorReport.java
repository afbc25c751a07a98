package dev.keyhaul.cli.console;

/**
 * What a command prints if it fails, or waits for an approval, before its report.
 *
 * @param error why it failed, or what it waits for
 */
public record ErrorReport(Console.Failure error) {}
