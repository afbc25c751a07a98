package dev.keyhaul.tenant.status;

import java.time.Instant;
import java.util.List;

/**
 * A request for approval that has not expired and was not used.
 *
 * @param file the request's file
 * @param command which command waits
 * @param expires until when it can be approved and used
 * @param missing the keys whose approval is not there; empty if the command can run now
 * @since 0.1.0
 */
public record OpenApproval(String file, String command, Instant expires, List<String> missing) {
    /** Copies the keys. */
    public OpenApproval {
        missing = List.copyOf(missing);
    }
}
