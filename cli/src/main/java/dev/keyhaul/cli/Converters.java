package dev.keyhaul.cli;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Option values as types of the domain; what is malformed is a usage error. */
final class Converters {
    private Converters() {}

    static VaultHost vaultHost(String url) {
        return converted(url, VaultHost::parseUrl);
    }

    static KeyIdentifier keyIdentifier(String url) {
        return converted(url, KeyIdentifier::parseVersioned);
    }

    static Fingerprint fingerprint(String text) {
        return converted(text, Fingerprint::parse);
    }

    static KeyProfile keyProfile(String name) {
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

    private static <T> T converted(String text, Parser<T> parser) {
        try {
            return parser.parse(text);
        } catch (KeyTransferException e) {
            TypeConversionException wrapped = new TypeConversionException(e.getMessage());
            wrapped.initCause(e);
            throw wrapped;
        }
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(String text) throws KeyTransferException;
    }
}
