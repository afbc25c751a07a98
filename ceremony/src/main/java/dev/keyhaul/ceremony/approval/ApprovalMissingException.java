package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;

/**
 * A request waits for approvals: nothing was done yet, and nothing was refused.
 *
 * @since 0.1.0
 */
public final class ApprovalMissingException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    private final String request;

    ApprovalMissingException(String message, String hint, String request) {
        super(Reason.APPROVAL_MISSING, message, hint, null);
        this.request = request;
    }

    /** Returns where the request is that those who approve sign: its file, in a folder. */
    public String request() {
        return request;
    }
}
