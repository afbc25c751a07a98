package dev.keyhaul.cli.browser;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Chrome DevTools protocol: one call at a time, each answered by its number. */
final class DevTools implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private int calls;

    private DevTools(URI address) {
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(address, new Messages())
                        .join();
    }

    static DevTools connect(URI address) {
        return new DevTools(address);
    }

    JsonObject call(String method) throws IOException, InterruptedException {
        return call(method, "{}");
    }

    JsonObject call(String method, JsonObject.Builder parameters)
            throws IOException, InterruptedException {
        return call(method, parameters.build().toCompactString());
    }

    /** Calls, waits, and returns the result. */
    JsonObject call(String method, String parameters) throws IOException, InterruptedException {
        calls++;
        socket.sendText(
                        "{\"id\":%d,\"method\":\"%s\",\"params\":%s}"
                                .formatted(calls, method, parameters),
                        true)
                .join();
        JsonObject answer = answers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        try {
            if (answer == null || answer.number("id") != calls || !answer.has("result")) {
                throw new IOException(method + ": " + answer);
            }
            return answer.object("result");
        } catch (MalformedInputException e) {
            throw new IOException(method, e);
        }
    }

    /** Returns every address that the page asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts the parts of each message together. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                take(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String text) {
            try {
                JsonObject json = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
                if (json.has("id")) {
                    answers.add(json);
                } else if (json.string("method").equals("Network.requestWillBeSent")) {
                    requests.add(json.object("params").object("request").string("url"));
                }
            } catch (MalformedInputException e) {
                throw new IllegalStateException(text, e);
            }
        }
    }
}
