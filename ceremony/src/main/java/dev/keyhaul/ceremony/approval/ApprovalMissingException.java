package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/** A request waits for approvals: nothing was done yet, and nothing was refused. */
public final class ApprovalMissingException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    private final String request;

    ApprovalMissingException(String message, String hint, Path request) {
        super(message, hint, null);
        this.request = request.toString();
    }

    /** Returns the request's file, which those who approve sign. */
    public String request() {
        return request;
    }
}
