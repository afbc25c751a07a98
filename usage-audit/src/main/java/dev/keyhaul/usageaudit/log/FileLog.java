package dev.keyhaul.usageaudit.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What a reader knows of its file: its number and name, and where its bad lines go. */
final class FileLog {
    static final String UTF_16 = "UTF-16 text: save the file as UTF-8; the rest of it is not read";

    private final int number;
    private final String name;
    private final BadLines badLines;
    private long counted;
    private long ofOtherCategory;
    private long bad;

    FileLog(int number, String name, BadLines badLines) {
        this.number = number;
        this.name = name;
        this.badLines = badLines;
    }

    long position(long line) {
        return LogPosition.of(number, line);
    }

    void bad(long line, String reason) {
        badLines.add(new BadLine(name, line, reason), bad++);
    }

    void counted() {
        counted++;
    }

    void ofOtherCategory() {
        ofOtherCategory++;
    }

    InputLines lines() {
        return new InputLines(name, counted, ofOtherCategory, bad);
    }

    UncheckedIOException notClosed(IOException e) {
        return new UncheckedIOException(name + ": " + reason(e), e);
    }

    /** An input's own words, which hold none of its content. */
    String reason(IOException e) {
        if (e instanceof EOFException) {
            return "the gzip stream is cut off";
        }
        String said = e.getMessage();
        return said == null ? "input error" : said.toLowerCase(Locale.ROOT);
    }
}
