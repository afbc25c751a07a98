package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;

import dev.keyhaul.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** JSON, which most files are. */
class JsonDoubledTest {
    private static final String LONG_NAME = "n".repeat(1000);

    @Test
    void elementsUnderLongNames() throws Exception {
        requireLinear(
                28,
                text(
                        parts ->
                                ("{\"" + LONG_NAME + "\":").repeat(parts)
                                        + "["
                                        + "1,".repeat(parts * 500)
                                        + "1]"
                                        + "}".repeat(parts)),
                JsonObject::parse);
    }

    @Test
    void membersOfAnObjectOfALongName() throws Exception {
        requireLinear(
                28,
                text(
                        parts ->
                                ("{\"" + LONG_NAME + "\":").repeat(parts)
                                        + "{"
                                        + members(parts * 200)
                                        + "}"
                                        + "}".repeat(parts)),
                JsonObject::parse);
    }

    @Test
    void nameThatGrows_isRefused() throws Exception {
        requireLinearRefusal(
                100_000,
                text(parts -> "{\"" + "n".repeat(parts) + "\":[" + "1,".repeat(parts) + "1]}"),
                JsonObject::parse);
    }

    @Test
    void members() throws Exception {
        requireLinear(8_000, text(parts -> "{" + members(parts) + "}"), JsonObject::parse);
    }

    @Test
    void namesOfOneHash() throws Exception {
        requireLinear(12, text(parts -> "{" + sameHash(parts * 256) + "}"), JsonObject::parse);
    }

    /** "Aa" and "BB" have one hash, and so have all words of as many of them. */
    private static String sameHash(int count) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < count; i++) {
            members.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 14; bit++) {
                members.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.append("\":1");
        }
        return members.toString();
    }

    @Test
    void longText_andEscapes() throws Exception {
        requireLinear(
                30_000,
                text(parts -> "{\"a\":\"" + "\\u001b\\n".repeat(parts) + "\"}"),
                bytes -> JsonObject.parse(bytes).toUtf8());
    }

    @Test
    void objectsOfAList_readOneByOne() throws Exception {
        requireLinear(
                5_000,
                text(parts -> "{\"a\":[" + "{\"b\":\"c\"},".repeat(parts) + "{\"b\":\"c\"}]}"),
                bytes -> {
                    for (JsonObject each : JsonObject.parse(bytes).objects("a")) {
                        each.string("b");
                    }
                });
        requireLinear(
                5_000,
                text(parts -> "[" + "{\"b\":\"c\"},".repeat(parts) + "{}]"),
                JsonObject::parseList);
    }

    private static String members(int count) {
        StringBuilder members = new StringBuilder("\"m\":1");
        for (int i = 0; i < count; i++) {
            members.append(",\"m").append(i).append("\":").append(i);
        }
        return members.toString();
    }
}
