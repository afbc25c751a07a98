package dev.keyhaul.cli.line;

import java.util.List;

/** The errors that {@code help} explains. */
public interface ErrorCodes {
    /** Of a program that explains none. */
    ErrorCodes NONE =
            new ErrorCodes() {
                @Override
                public List<String> codes() {
                    return List.of();
                }

                @Override
                public List<String> list() {
                    return List.of();
                }

                @Override
                public List<String> explain(String code) {
                    throw new IllegalArgumentException(code);
                }
            };

    /** Returns all codes. */
    List<String> codes();

    /** Returns a text of help: all codes, each with what it means. */
    List<String> list();

    /** Returns a text of help: what one of the codes means, and what to do. */
    List<String> explain(String code);
}
