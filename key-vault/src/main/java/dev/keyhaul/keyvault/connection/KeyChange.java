package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import java.util.Optional;
import java.util.Set;

/**
 * A request that may change what a vault holds. The request itself shows it: no caller has to say
 * so, and a request that nobody has thought of counts as a change.
 *
 * @param name of the key
 */
public record KeyChange(String name) {
    /** The last part of the path of a POST request that changes nothing. */
    private static final Set<String> USES = Set.of("sign", "decrypt", "encrypt", "backup");

    /** Without a token, a request asks for the challenge only: it changes nothing. */
    static Optional<KeyChange> of(HttpRequest request) {
        String[] path = request.getUrl().getPath().split("/", -1);
        return request.getHttpMethod() == HttpMethod.GET
                        || request.getHeaders().get(HttpHeaderName.AUTHORIZATION) == null
                        || USES.contains(path[path.length - 1])
                ? Optional.empty()
                : Optional.of(new KeyChange(path.length > 2 ? path[2] : ""));
    }
}
