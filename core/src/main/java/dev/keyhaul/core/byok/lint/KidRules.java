package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.KeyIdentifier;

/** The KEK's identifier: whole, of the right vault, and the one that is meant. */
record KidRules(LintContext context, BlobLint.Sink sink) {
    private static final String PLACE = "header.kid";

    void check(String text) {
        try {
            check(KeyIdentifier.parse(text));
        } catch (MalformedIdentifierException e) {
            sink.found(LintCode.KID, PLACE, String.valueOf(e.getMessage()));
        }
    }

    private void check(KeyIdentifier kid) {
        if (kid.version().isEmpty()) {
            sink.found(LintCode.KID_VERSION, PLACE, "has no version: " + kid);
            return;
        }
        context.vault()
                .filter(vault -> !vault.equals(kid.vault()))
                .ifPresent(
                        vault ->
                                sink.found(
                                        LintCode.KID_VAULT,
                                        PLACE,
                                        "is of " + kid.vault() + ", not of " + vault));
        context.expectedKid()
                .filter(expected -> !expected.equals(kid))
                .ifPresent(
                        expected ->
                                sink.found(
                                        LintCode.KID_OTHER,
                                        PLACE,
                                        "is " + kid + ", not " + expected));
    }
}
