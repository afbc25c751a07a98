package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import org.jspecify.annotations.Nullable;

/** A value on its way into or out of a cipher, with what some ciphers need beside it. */
public final class CipherData {
    private static final String VALUE = "value";
    private static final String IV = "iv";
    private static final String AAD = "aad";
    private static final String TAG = "tag";

    private final byte[] value;
    private final byte @Nullable [] iv;
    private final byte @Nullable [] aad;
    private final byte @Nullable [] tag;

    CipherData(byte[] value, byte @Nullable [] iv, byte @Nullable [] aad, byte @Nullable [] tag) {
        this.value = value;
        this.iv = iv;
        this.aad = aad;
        this.tag = tag;
    }

    static CipherData of(byte[] value) {
        return new CipherData(value, null, null, null);
    }

    /** Reads the members of a request. */
    public static CipherData read(JsonObject body) throws MalformedInputException, RefusedRequest {
        return new CipherData(
                Base64Url.decode(VALUE, body.string(VALUE)),
                optional(body, IV),
                optional(body, AAD),
                optional(body, TAG));
    }

    private static byte @Nullable [] optional(JsonObject body, String name)
            throws MalformedInputException, RefusedRequest {
        return body.has(name) ? Base64Url.decode(name, body.string(name)) : null;
    }

    byte[] value() {
        return value;
    }

    byte @Nullable [] aad() {
        return aad;
    }

    boolean hasIv() {
        return iv != null;
    }

    byte[] iv(int lengthBytes) throws RefusedRequest {
        return required(IV, iv, lengthBytes);
    }

    byte[] tag(int lengthBytes) throws RefusedRequest {
        return required(TAG, tag, lengthBytes);
    }

    private static byte[] required(String name, byte @Nullable [] given, int lengthBytes)
            throws RefusedRequest {
        if (given == null) {
            throw RefusedRequest.badParameter("member " + name + " is missing");
        }
        if (given.length != lengthBytes) {
            throw RefusedRequest.badParameter(
                    name + " is " + given.length + " bytes; it must be " + lengthBytes);
        }
        return given;
    }

    /** Refuses what an algorithm would leave out of account. */
    void requireNone(String alg, boolean ivTaken, boolean aadTaken, boolean tagTaken)
            throws RefusedRequest {
        requireTaken(alg, IV, iv == null || ivTaken);
        requireTaken(alg, AAD, aad == null || aadTaken);
        requireTaken(alg, TAG, tag == null || tagTaken);
    }

    private static void requireTaken(String alg, String name, boolean ok) throws RefusedRequest {
        if (!ok) {
            throw RefusedRequest.badParameter(alg + " takes no " + name + " here");
        }
    }

    /** Adds the members of an answer. */
    public JsonObject.Builder putInto(JsonObject.Builder answer) {
        answer.put(VALUE, Base64Url.encode(value));
        put(answer, IV, iv);
        put(answer, AAD, aad);
        put(answer, TAG, tag);
        return answer;
    }

    private static void put(JsonObject.Builder answer, String name, byte @Nullable [] bytes) {
        if (bytes != null) {
            answer.put(name, Base64Url.encode(bytes));
        }
    }
}
