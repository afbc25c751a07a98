package dev.keyhaul.localvault.http;

import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** A list in pages of at most 25, as the service gives it, each with a link to the next. */
public final class ListPage {
    private static final int MAX_RESULTS = 25;
    private static final String MAX_RESULTS_NAME = "maxresults";
    private static final String SKIP_TOKEN = "$skiptoken";

    private ListPage() {}

    /**
     * Returns the page that a request asks for.
     *
     * @param position tells items apart and orders them; what is added or removed between two pages
     *     makes no other item appear twice or not at all
     */
    public static <T> JsonObject of(
            Request request,
            List<T> items,
            Function<T, String> position,
            Function<T, JsonObject> json)
            throws RefusedRequest {
        SortedMap<String, T> ordered = new TreeMap<>();
        items.forEach(item -> ordered.put(position.apply(item), item));
        int length = length(request);
        SortedMap<String, T> rest = ordered.tailMap(start(request));
        JsonObject.Builder page =
                JsonObject.builder()
                        .put("value", rest.values().stream().limit(length).map(json).toList());
        Optional<String> next = rest.keySet().stream().skip(length).findFirst();
        if (next.isPresent()) {
            page.put("nextLink", link(request, next.get()));
        } else if (!request.isOfManagedHsm()) {
            page.putNull("nextLink");
        }
        return page.build();
    }

    private static int length(Request request) throws RefusedRequest {
        String asked = request.parameter(MAX_RESULTS_NAME).orElse(String.valueOf(MAX_RESULTS));
        if (!asked.matches("[1-9]|1[0-9]|2[0-5]")) {
            throw RefusedRequest.badParameter(
                    MAX_RESULTS_NAME + " is " + asked + "; 1 to " + MAX_RESULTS + " are allowed");
        }
        return Integer.parseInt(asked);
    }

    private static String start(Request request) throws RefusedRequest {
        String token = request.parameter(SKIP_TOKEN).orElse("");
        return new String(Base64Url.decode(SKIP_TOKEN, token), StandardCharsets.UTF_8);
    }

    private static String link(Request request, String next) throws RefusedRequest {
        return request.url()
                + "?api-version="
                + request.apiVersion()
                + "&$skiptoken="
                + Base64Url.encode(next.getBytes(StandardCharsets.UTF_8))
                + request.parameter(MAX_RESULTS_NAME)
                        .map(asked -> "&" + MAX_RESULTS_NAME + "=" + asked)
                        .orElse("");
    }
}
