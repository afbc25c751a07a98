package dev.keyhaul.cli.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A console of Windows that has a code page: text in UTF-8 gets there in its encoding. What that
 * lacks is shown as JSON escapes it.
 */
final class ConsoleEncoding extends OutputStream {
    private static final int OF_UTF_8 = 65001;
    private static final int LONGEST = 4;

    private final OutputStream to;
    private final CharsetEncoder encoder;
    private final ByteBuffer pending = ByteBuffer.allocate(LONGEST);

    ConsoleEncoding(OutputStream to, Charset charset) {
        this.to = to;
        this.encoder = charset.newEncoder();
    }

    /**
     * Returns the charset of a code page; none if text in UTF-8 goes there as it is.
     *
     * @param codePage its number; 0 if the output is no console
     */
    static Optional<Charset> of(int codePage) {
        if (codePage == 0 || codePage == OF_UTF_8) {
            return Optional.empty();
        }
        return Stream.of("IBM%03d", "windows-%d", "x-windows-%d", "cp%d")
                .map(name -> name.formatted(codePage))
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .findFirst()
                // All consoles know ASCII; the rest is escaped.
                .or(() -> Optional.of(US_ASCII));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(length);
        ByteBuffer in = ByteBuffer.allocate(pending.position() + length);
        in.put(pending.flip()).put(data, offset, length).flip();
        pending.clear();
        CharBuffer text = CharBuffer.allocate(in.remaining());
        UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(in, text, /* endOfInput= */ false);
        // The beginning of a letter whose rest is still to come.
        pending.put(in);
        text.flip();
        text.toString().codePoints().forEach(c -> encode(Character.toString(c), encoded));
        to.write(encoded.toByteArray());
    }

    private void encode(String letter, ByteArrayOutputStream encoded) {
        if (encoder.canEncode(letter)) {
            encoded.writeBytes(letter.getBytes(encoder.charset()));
        } else {
            letter.chars()
                    .forEach(
                            unit ->
                                    encoded.writeBytes(
                                            "\\u%04x".formatted(unit).getBytes(US_ASCII)));
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }
}
