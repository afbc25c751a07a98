package dev.keyhaul.cli.console;

import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.file.WrongKindException;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.core.page.ShellCommand;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What to type next. The library names what is wrong, and knows no command and no option; {@code
 * next-steps.txt} has the text for each.
 */
public final class NextStep {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern UNLESS = Pattern.compile("unless (" + OPTION + "): (.*)");
    private static final Set<FileKind> PUBLIC =
            Set.of(
                    FileKind.PUBLIC_KEY,
                    FileKind.OPENSSH_PUBLIC_KEY,
                    FileKind.CERTIFICATE,
                    FileKind.CERTIFICATE_REQUEST);
    private static final String SHOWS = "'keyhaul inspect FILE' shows what it is";
    private static final String FILE = "/dev/keyhaul/cli/next-steps.txt";
    private static final Map<String, String> TEXTS = texts();

    private NextStep() {}

    private static Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        ResourceText.read(NextStep.class.getResourceAsStream(FILE), FILE)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(NextStep::ofThisHost)
                .map(line -> line.split(" = ", 2))
                .forEach(row -> List.of(row[0].split(", ")).forEach(n -> texts.put(n, row[1])));
        return texts;
    }

    /** A row may name a hint that differs by system. */
    private static String ofThisHost(String row) {
        return row.replace("{SECRET_PIPE}", HostHint.SECRET_PIPE.text());
    }

    private static Optional<String> text(String key) {
        return Optional.ofNullable(TEXTS.get(key));
    }

    private static Optional<String> text(Enum<?> constant) {
        return text(constant.getDeclaringClass().getSimpleName() + "." + constant.name());
    }

    /**
     * Returns the error's hint, with what to type if there is that for its code.
     *
     * @param options of the command that runs, such as {@code --force}: no other is named
     */
    public static Optional<String> of(KeyTransferException error, Set<String> options) {
        return Stream.of(error.hint(), ofReason(error, options))
                .flatMap(Optional::stream)
                .reduce((hint, next) -> hint + "; " + next);
    }

    /** Returns where to look if nothing else is known. */
    public static String page(KeyTransferException error) {
        return "'" + ShellCommand.of("keyhaul help").words(error.reason().code()) + "' explains it";
    }

    /** Returns what to type after an error of a code, whichever command it is from. */
    public static Optional<String> ofCode(String code) {
        return text(code).map(text -> text.replaceAll("(?<=^|; )unless --[a-z0-9-]+: ", ""));
    }

    private static Optional<String> ofReason(KeyTransferException error, Set<String> options) {
        if (error instanceof ApprovalMissingException waiting) {
            return Optional.of(
                    "run this command again after that person ran: "
                            + ShellCommand.of("keyhaul approve")
                                    .path(waiting.request())
                                    .words("--key SOURCE"));
        } else if (error instanceof WrongKindException wrong) {
            return of(wrong);
        }
        return of(error.reason(), options);
    }

    /**
     * Returns what to type for a reason, without what the running command cannot do.
     *
     * @param options of the command that runs
     */
    public static Optional<String> of(Reason reason, Set<String> options) {
        return text(reason.code()).stream()
                .flatMap(text -> Arrays.stream(text.split("; ")))
                .flatMap(part -> part(part, options).stream())
                .reduce((first, next) -> first + "; " + next);
    }

    private static Optional<String> part(String part, Set<String> options) {
        Matcher unless = UNLESS.matcher(part);
        if (unless.matches()) {
            return Optional.of(unless.group(2)).filter(text -> !options.contains(unless.group(1)));
        }
        return Optional.of(part).filter(text -> options.containsAll(optionsIn(text)));
    }

    /** An option within quotes belongs to the command that is quoted. */
    private static List<String> optionsIn(String part) {
        return OPTION.matcher(QUOTED.matcher(part).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** A file was given in the place of another. */
    private static Optional<String> of(WrongKindException wrong) {
        FileKind found = wrong.found().iterator().next();
        boolean isPrivateNeeded = wrong.needed().stream().anyMatch(FileKind::isPrivateKey);
        if (found == FileKind.CERTIFICATE && wrong.needed().contains(FileKind.PUBLIC_KEY)) {
            return Optional.of("'openssl x509 -pubkey -noout -in FILE' prints its public key");
        } else if (isPrivateNeeded && PUBLIC.contains(found)) {
            return Optional.of("give the file or the token that has the private key");
        } else if (found.conversion().isPresent()) {
            return found.conversion().map(NextStep::converting);
        } else if (isPrivateNeeded && found.isPrivateKey()) {
            return Optional.of("convert it with 'openssl pkcs8 -topk8'");
        }
        return of(found);
    }

    private static String converting(String command) {
        return "convert it, where only you can read the new file: '" + command + "'";
    }

    /** Returns what to do with a file of a kind: the command that shows it takes any. */
    public static Optional<String> of(FileKind kind) {
        return Optional.of(taking(kind).map(step -> step + "; " + SHOWS).orElse(SHOWS));
    }

    /** Returns which command takes a file of a kind, if one does, without the one that shows it. */
    public static Optional<String> taking(FileKind kind) {
        return text(kind);
    }

    /** Returns how to fix what a lint code finds. */
    public static String of(LintCode code) {
        return code.fix() + text(code.id()).orElse("");
    }

    /** Returns what to do with a domain. */
    public static String of(Route route) {
        return route.advice() + text(route).orElse("");
    }
}
