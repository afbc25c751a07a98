package dev.keyhaul.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page in a running browser, used as a person does: with clicks, keys and the printer. The
 * browser is set to have no network, and every address that the page asks for is noted.
 */
public final class OpenPage implements AutoCloseable {
    private static final int MOST_POLLS = 600;
    private static final long POLL_MS = 50;

    private final Process browser;
    private final DevTools tools;

    private OpenPage(Process browser, DevTools tools) {
        this.browser = browser;
        this.tools = tools;
    }

    static OpenPage of(Process browser, Path profile, URI page) throws Exception {
        try {
            DevTools tools = DevTools.connect(debugger(browser, profile));
            OpenPage open = new OpenPage(browser, tools);
            open.load(page);
            return open;
        } catch (Exception | Error e) {
            end(browser);
            throw e;
        }
    }

    private void load(URI page) throws Exception {
        tools.call("Network.enable");
        tools.call(
                "Network.emulateNetworkConditions",
                JsonObject.builder()
                        .put("offline", true)
                        .put("latency", 0)
                        .put("downloadThroughput", 0)
                        .put("uploadThroughput", 0));
        tools.call("Page.enable");
        show(page);
    }

    /** Shows another page in its place. */
    void show(URI page) throws Exception {
        tools.call("Page.navigate", JsonObject.builder().put("url", page.toString()));
        String shown = "location.href === " + quoted(page.toString());
        for (int i = 0; !is("document.readyState === 'complete' && " + shown); i++) {
            await(i, "the page does not load");
        }
    }

    /**
     * Light and dark: the texts of the picture that are shown are large enough, stand clear of one
     * another, inside their boxes and of enough contrast.
     */
    void requireClearPicture(URI picture) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            prefer(scheme);
            show(picture);
            assertThat(text(PictureFaults.ALL)).as(scheme + " " + picture).isEmpty();
        }
    }

    private void prefer(String scheme) throws Exception {
        tools.call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}"
                        .formatted(scheme));
    }

    /** The browser writes the port that it chose into its profile. */
    private static URI debugger(Process browser, Path profile) throws Exception {
        Path file = profile.resolve("DevToolsActivePort");
        for (int i = 0; !Files.exists(file) || Files.readAllLines(file).size() < 2; i++) {
            if (!browser.isAlive()) {
                throw new IOException("the browser ended with " + browser.exitValue());
            }
            await(i, "the browser does not start");
        }
        String port = Files.readAllLines(file).get(0);
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        String pages =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(list).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        for (JsonObject target : JsonObject.parseList(pages.getBytes(StandardCharsets.UTF_8))) {
            if (target.string("type").equals("page")) {
                return URI.create(target.string("webSocketDebuggerUrl"));
            }
        }
        throw new IOException("no page: " + pages);
    }

    private static void await(int poll, String otherwise) throws Exception {
        if (poll == MOST_POLLS) {
            throw new IOException(otherwise);
        }
        Thread.sleep(POLL_MS);
    }

    /** Whether a condition in the page's language holds. */
    boolean is(String condition) throws Exception {
        return text("String(" + condition + ")").equals("true");
    }

    /** Returns what an expression of the page's language says, a string. */
    public String text(String expression) throws Exception {
        JsonObject answer =
                tools.call("Runtime.evaluate", JsonObject.builder().put("expression", expression));
        return answer.object("result").string("value");
    }

    /** Clicks into the middle of the element, with the mouse. */
    public void click(String selector) throws Exception {
        String element = "document.querySelector(" + quoted(selector) + ")";
        text("String(" + element + ".scrollIntoView({block: 'center', behavior: 'instant'}))");
        String box = element + ".getBoundingClientRect()";
        long x = Long.parseLong(text("String(Math.round(%1$s.x + %1$s.width / 2))".formatted(box)));
        long y =
                Long.parseLong(text("String(Math.round(%1$s.y + %1$s.height / 2))".formatted(box)));
        for (String type : List.of("mousePressed", "mouseReleased")) {
            tools.call(
                    "Input.dispatchMouseEvent",
                    JsonObject.builder()
                            .put("type", type)
                            .put("x", x)
                            .put("y", y)
                            .put("button", "left")
                            .put("clickCount", 1));
        }
    }

    /** Types into the field, in place of what it holds. */
    public void type(String selector, String words) throws Exception {
        click(selector);
        text("String(document.querySelector(" + quoted(selector) + ").select())");
        if (words.isEmpty()) {
            for (String type : List.of("keyDown", "keyUp")) {
                tools.call(
                        "Input.dispatchKeyEvent",
                        JsonObject.builder()
                                .put("type", type)
                                .put("key", "Delete")
                                .put("code", "Delete")
                                .put("windowsVirtualKeyCode", 46));
            }
        } else {
            tools.call("Input.insertText", JsonObject.builder().put("text", words));
        }
    }

    /**
     * At the widths of a screen and a phone, light and dark: no text is smaller than 12 pixels or
     * pale against the page, and the page is no wider than the window.
     */
    public void requireReadable() throws Exception {
        for (String scheme : List.of("light", "dark")) {
            prefer(scheme);
            for (long width : List.of(1240L, 390L)) {
                tools.call(
                        "Emulation.setDeviceMetricsOverride",
                        JsonObject.builder()
                                .put("width", width)
                                .put("height", 900)
                                .put("deviceScaleFactor", 1)
                                .put("mobile", false));
                String look = scheme + " at " + width + " pixels";
                assertThat(text(Readability.FAULTS)).as(look).isEmpty();
                assertThat(is("document.documentElement.scrollWidth <= " + width))
                        .as(look)
                        .isTrue();
            }
        }
        assertThat(text("getComputedStyle(document.body).backgroundColor"))
                .as("the page is dark on a dark screen")
                .isEqualTo("rgb(18, 24, 31)");
    }

    /** Prints on paper of this size, in millimetres, and returns the PDF. */
    public byte[] print(long widthMm, long heightMm) throws Exception {
        // The interface takes inches, as fractions, which the builder's whole numbers cannot say.
        String parameters =
                "{\"paperWidth\":%.4f,\"paperHeight\":%.4f,\"preferCSSPageSize\":false}"
                        .formatted(widthMm / 25.4, heightMm / 25.4);
        return Base64.getDecoder().decode(tools.call("Page.printToPDF", parameters).string("data"));
    }

    /** Returns every address that was asked for. */
    public List<String> requests() {
        return tools.requests();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    public void close() {
        tools.close();
        end(browser);
    }

    /**
     * Debian's command is a script that waits for the browser; what writes its profile ends, too.
     */
    private static void end(Process browser) {
        List<ProcessHandle> all =
                Stream.concat(browser.descendants(), Stream.of(browser.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }
}
