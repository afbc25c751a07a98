package dev.keyhaul.pkcs11.report;

import dev.keyhaul.pkcs11.token.Token;
import java.util.ArrayList;
import java.util.List;

/** Takes what names one token out of texts that are for people elsewhere. */
final class Scrub {
    static final String LEFT_OUT = "(left out)";

    /** A shorter serial number may be part of any word. */
    private static final int SHORTEST_SERIAL = 4;

    private final List<String> names = new ArrayList<>();

    private Scrub() {}

    /** Takes nothing out. */
    static Scrub nothing() {
        return new Scrub();
    }

    /** Takes out the token's serial number, its quoted label, and the path of its module. */
    static Scrub of(Token token) {
        return of(token.info().label(), token.info().serial(), token.module().path().toString());
    }

    static Scrub of(String label, String serial, String path) {
        Scrub scrub = new Scrub();
        scrub.names.add(path);
        scrub.names.add("'" + label + "'");
        if (serial.length() >= SHORTEST_SERIAL) {
            scrub.names.add(serial);
        }
        return scrub;
    }

    String text(String text) {
        String left = text;
        for (String name : names) {
            left = left.replace(name, LEFT_OUT);
        }
        return left;
    }

    List<String> texts(List<String> texts) {
        return texts.stream().map(this::text).toList();
    }
}
