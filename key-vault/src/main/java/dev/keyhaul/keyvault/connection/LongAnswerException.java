package dev.keyhaul.keyvault.connection;

import java.io.IOException;

/** An answer was longer than any that the services send. */
public final class LongAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    LongAnswerException(int maxMegabytes) {
        super("the answer is longer than " + maxMegabytes + " MB");
    }
}
