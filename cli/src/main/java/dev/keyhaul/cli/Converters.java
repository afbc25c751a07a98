package dev.keyhaul.cli;

import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * Option values as types of the domain; what is malformed is a usage error.
 *
 * <p>The domain's own exception is thrown: picocli keeps it as the cause, and its hint with it. Of
 * its own {@link TypeConversionException} it would keep the message alone.
 */
final class Converters {
    private Converters() {}

    static CommandLine registered(CommandLine line) {
        return line.registerConverter(VaultHost.class, VaultHost::parseUrl)
                .registerConverter(KeyIdentifier.class, KeyIdentifier::parseVersioned)
                .registerConverter(ExpectedServer.class, ExpectedServer::parse)
                .registerConverter(Fingerprint.class, Fingerprint::parse)
                .registerConverter(KeyProfile.class, Converters::keyProfile);
    }

    private static KeyProfile keyProfile(String name) {
        return Arrays.stream(KeyProfile.values())
                .filter(p -> p.optionName().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "no profile: "
                                                + name
                                                + "; one of "
                                                + Arrays.stream(KeyProfile.values())
                                                        .map(KeyProfile::optionName)
                                                        .collect(Collectors.joining(", "))));
    }
}
