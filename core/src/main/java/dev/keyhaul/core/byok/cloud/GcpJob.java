package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code gcloud kms import-jobs describe --format json} prints.
 *
 * <p>[spec] googleapis, google/cloud/kms/v1/resources.proto, message ImportJob, in proto3's JSON:
 * the public key is PEM; attestation is there for a job of the protection level HSM; a job expires
 * 3 days after it was created.
 *
 * @param place the names in its resource name
 * @param method how to wrap
 * @param protectionLevel where the private half is: SOFTWARE or HSM
 * @param wrappingKey the job's public key
 * @param validUntil when the job expires
 * @param attestation what the HSM attests of the private half, as it came
 */
record GcpJob(
        Place place,
        GcpMethod method,
        String protectionLevel,
        RSAPublicKey wrappingKey,
        Instant validUntil,
        Optional<JsonObject> attestation) {
    private static final Pattern NAME =
            Pattern.compile(
                    "projects/(?<project>[a-z0-9.:-]{1,100})/locations/(?<location>[a-z0-9-]{1,63})"
                            + "/keyRings/(?<ring>[A-Za-z0-9_-]{1,63})"
                            + "/(?<kind>importJobs|cryptoKeys)/(?<id>[A-Za-z0-9_-]{1,63})");

    private static final String AGAIN =
            "run 'gcloud kms import-jobs describe JOB --location L --keyring R --format json' again,"
                    + " and do not edit its output";

    /** A resource of a key ring. */
    record Place(String project, String location, String ring, String kind, String id) {
        /** The pattern leaves nothing that a shell would read, for the command that is printed. */
        static Place parse(String name, String kind) throws MalformedInputException {
            Matcher parts = NAME.matcher(name);
            if (!parts.matches() || !parts.group("kind").equals(kind)) {
                throw new MalformedInputException(
                        Reason.CLOUD_FILE,
                        "not a Google Cloud name of " + kind + ": " + name,
                        "it must look like projects/P/locations/L/keyRings/R/" + kind + "/ID");
            }
            return new Place(
                    parts.group("project"),
                    parts.group("location"),
                    parts.group("ring"),
                    kind,
                    parts.group("id"));
        }

        String keyRing() {
            return "projects/" + project + "/locations/" + location + "/keyRings/" + ring;
        }

        String name() {
            return keyRing() + "/" + kind + "/" + id;
        }
    }

    static GcpJob parse(byte[] json) throws KeyTransferException {
        JsonObject file = JsonObject.parse(json);
        Place place = Place.parse(file.string("name"), "importJobs");
        // The public key is there in the state ACTIVE alone, so the state comes first.
        requireActive(file);
        GcpMethod method = GcpMethod.parse(file.string("importMethod"));
        byte[] pem = file.object("publicKey").string("pem").getBytes(StandardCharsets.UTF_8);
        GcpJob job =
                new GcpJob(
                        place,
                        method,
                        file.string("protectionLevel"),
                        CloudFile.wrappingKey("publicKey.pem", pem, AGAIN),
                        file.time("expireTime"),
                        file.optionalObject("attestation"));
        job.requireKeyOfMethod();
        return job;
    }

    private static void requireActive(JsonObject file) throws KeyTransferException {
        String state = file.string("state");
        if (!state.equals("ACTIVE")) {
            throw new RefusedException(
                    Reason.CLOUD_IMPORT_CLOSED,
                    "the import job is " + state + "; it must be ACTIVE",
                    state.equals("PENDING_GENERATION")
                            ? "wait until its key exists, then download its description again"
                            : "create another import job");
        }
    }

    private void requireKeyOfMethod() throws RefusedException {
        int bits = wrappingKey.getModulus().bitLength();
        if (bits != method.bits) {
            throw new RefusedException(
                    Reason.CLOUD_FILE,
                    "the import job's method is "
                            + method
                            + ", but its public key has "
                            + bits
                            + " bits",
                    "someone may have changed the file: download the job's description again");
        }
    }
}
