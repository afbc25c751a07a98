package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A second implementation, Jackson, agrees on what is JSON and on what texts say. */
class JsonBytesTest {
    private static final String DOCUMENT =
            "{\"a\":[1,-0.5e+10,{\"b\":null,\"c\":[]},{}],\"longer name\":\"a text of some length, with more than"
                    + " eight bytes\",\"t\":true,\"f\":false,\"e\":\"\"}";
    private static final String LETTERS = "{}[],:\"0123456789.eE+-truefalsn \n\tx";
    private static final int ROUNDS = 40_000;

    @Test
    void mutatedDocuments_areJsonForBothOrForNeither() {
        Random random = new Random(17);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] document = DOCUMENT.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                document[random.nextInt(document.length)] =
                        (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
            }
            boolean ours = isJson(document);
            assertThat(ours)
                    .as(new String(document, StandardCharsets.UTF_8))
                    .isEqualTo(isJsonForJackson(document));
            accepted += ours ? 1 : 0;
        }
        assertThat(accepted).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    @Test
    void texts_areWithoutTheirEscapes_atEachOffset() throws Exception {
        String escaped =
                "plain \\\"quoted\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e4\\u20AC ende ä€ and eight bytes more";
        for (int blanks = 0; blanks < 9; blanks++) {
            byte[] document =
                    (" ".repeat(blanks) + "\"" + escaped + "\" ").getBytes(StandardCharsets.UTF_8);
            JsonBytes json = over(document);
            json.next();
            json.readText();
            try (JsonParser jackson = new JsonFactory().createParser(document)) {
                jackson.nextToken();
                assertThat(
                                new String(
                                        json.text,
                                        json.textFrom,
                                        json.textLength,
                                        StandardCharsets.UTF_8))
                        .isEqualTo(jackson.getText());
            }
            assertThat(json.at).isEqualTo(document.length - 1);
        }
    }

    private static JsonBytes over(byte[] document) {
        JsonBytes json = new JsonBytes();
        json.bytes = document;
        json.end = document.length;
        return json;
    }

    private static boolean isJson(byte[] document) {
        // A number ends where something else begins.
        JsonBytes json = over(Arrays.copyOf(document, document.length + 1));
        json.bytes[document.length] = '\n';
        try {
            json.skipValue();
        } catch (JsonBytes.NotJsonException | JsonBytes.MoreNeededException e) {
            return false;
        }
        return new String(document, json.at, document.length - json.at, StandardCharsets.UTF_8)
                .isBlank();
    }

    private static boolean isJsonForJackson(byte[] document) {
        try (JsonParser parser = new JsonFactory().createParser(document)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
