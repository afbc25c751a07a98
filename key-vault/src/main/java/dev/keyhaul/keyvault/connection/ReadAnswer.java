package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.CoreUtils;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer whose body is here, whole and of a bounded length. */
final class ReadAnswer extends HttpResponse {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    ReadAnswer(HttpRequest request, HttpResponse head, Body body) {
        super(request);
        this.status = head.getStatusCode();
        this.headers = head.getHeaders();
        this.body = body.read.toByteArray();
    }

    /** Takes the body's parts, up to a limit. */
    static final class Body implements WritableByteChannel {
        private static final int MAX_MEGABYTES = 8;

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        @Override
        public int write(ByteBuffer part) throws LongAnswerException {
            int length = part.remaining();
            if (length > (MAX_MEGABYTES << 20) - read.size()) {
                throw new LongAnswerException(MAX_MEGABYTES);
            }
            byte[] bytes = new byte[length];
            part.get(bytes);
            read.write(bytes, 0, length);
            return length;
        }

        void add(ByteBuffer part) {
            try {
                write(part);
            } catch (LongAnswerException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    @Deprecated
    public @Nullable String getHeaderValue(String name) {
        return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public BinaryData getBodyAsBinaryData() {
        return BinaryData.fromBytes(body);
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return Flux.defer(() -> Flux.just(ByteBuffer.wrap(body)));
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return Mono.defer(() -> Mono.just(body));
    }

    @Override
    public Mono<String> getBodyAsString() {
        return Mono.fromCallable(
                () ->
                        CoreUtils.bomAwareToString(
                                body, headers.getValue(HttpHeaderName.CONTENT_TYPE)));
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return Mono.fromCallable(() -> new String(body, charset));
    }
}
