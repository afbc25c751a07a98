package dev.keyhaul.cli.line;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Options as values of a program's own types; what is malformed is a usage error.
 *
 * <p>The type's own exception is thrown: picocli keeps it as the cause, and its hint with it. Of
 * its own {@link CommandLine.TypeConversionException} it would keep the message alone.
 */
public interface OptionTypes {
    /** Registers what picocli needs to read the types, except for those that have a noun. */
    void register(CommandLine line);

    /**
     * Returns what each enum is, such as {@code key type}, if its constants are read as words:
     * {@code AD_RMS} as {@code ad-rms}. This loads all of them.
     */
    Map<Class<?>, String> nouns();

    /**
     * Returns the value of an option without picocli; none of a type that is not among the usual
     * ones. A type is loaded when it is asked for, and no sooner.
     *
     * @throws Exception the type's own, of a malformed text
     */
    Optional<Object> read(Class<?> type, String text) throws Exception;
}
