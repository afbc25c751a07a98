package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.KindFacts;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;
import picocli.CommandLine.Mixin;

/** Shows one key. */
public final class KeyInspectCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "fingerprint",
                    "modulus_bits",
                    "curve",
                    "aes_bits",
                    "public_exponent",
                    "location",
                    "protection",
                    "maker",
                    "profiles");

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Mixin private AccessOptions access = new AccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenKey opened = OpenKey.of(key.source, access, console)) {
            console.report(report(opened.key()), HEADLINE);
        }
    }

    private static JsonObject report(TransferableKey key) {
        KeyDescription description = key.description();
        KeyOrigin origin = key.origin();
        JsonObject.Builder profiles = JsonObject.builder();
        for (KeyProfile profile : KeyProfile.values()) {
            profiles.put(profile.optionName(), verdict(profile, description));
        }
        JsonObject.Builder kind = JsonObject.builder().putAll(KindFacts.of(description));
        if (description instanceof KeyDescription.Rsa rsa) {
            kind.put("public_exponent", rsa.rsa().getPublicExponent());
        }
        return kind.put("fingerprint", description.fingerprint().toString())
                .put("location", origin.location())
                .put("protection", origin.protection().label())
                .put("maker", origin.maker())
                .put("origin", KeyOrigin.typed(origin.details()))
                .put("profiles", profiles.build())
                .build();
    }

    private static String verdict(KeyProfile profile, KeyDescription key) {
        try {
            profile.check(key, false);
            return "allowed";
        } catch (RefusedException e) {
            return "refused: " + e.getMessage();
        }
    }
}
