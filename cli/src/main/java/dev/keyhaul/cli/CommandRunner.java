package dev.keyhaul.cli;

import dev.keyhaul.core.KeyTransferException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Parses one command's options with picocli and runs it. */
final class CommandRunner {
    private CommandRunner() {}

    static int run(CommandTable.Entry entry, String[] args, Console console) {
        KeyhaulCommand command = entry.make().get();
        CommandLine line = commandLine(entry, command);
        try {
            CommandLine.ParseResult parsed = line.parseArgs(args);
            if (parsed.isUsageHelpRequested()) {
                console.print(line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing());
                return ExitCode.DONE;
            }
        } catch (ParameterException e) {
            return usage(entry, e, console);
        }
        return guarded(() -> command.call(console), console);
    }

    static CommandLine commandLine(CommandTable.Entry entry, Object command) {
        return new CommandLine(command)
                .setCommandName("keyhaul " + entry.name())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .registerConverter(dev.keyhaul.core.byok.VaultHost.class, Converters::vaultHost)
                .registerConverter(
                        dev.keyhaul.core.byok.KeyIdentifier.class, Converters::keyIdentifier)
                .registerConverter(dev.keyhaul.core.key.Fingerprint.class, Converters::fingerprint)
                .registerConverter(dev.keyhaul.core.key.KeyProfile.class, Converters::keyProfile);
    }

    private static int usage(CommandTable.Entry entry, ParameterException e, Console console) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
        String hint =
                e.getCause() instanceof KeyTransferException cause && cause.hint().isPresent()
                        ? cause.hint().get()
                        : "'keyhaul " + entry.name() + " --help' tells the options";
        console.error(lowerFirst(message), hint);
        return ExitCode.USAGE;
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static int guarded(Callable<Integer> run, Console console) {
        try {
            return run.call();
        } catch (UsageException e) {
            console.error(String.valueOf(e.getMessage()), e.hint());
            return ExitCode.USAGE;
        } catch (KeyTransferException e) {
            console.error(String.valueOf(e.getMessage()), e.hint().orElse(""));
            console.trace(e);
            return ExitCode.of(e);
        } catch (Exception | LinkageError e) {
            console.error(
                    "this is a bug of keyhaul: " + e.getClass().getSimpleName(),
                    "report it with the trace that -v prints; it holds no key material that we know of");
            console.trace(e);
            return ExitCode.FAILED;
        }
    }
}
