package com.example.approvals;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.approval.ApprovalStore;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Requests as tickets, and approvals as their answers. It moves bytes, and is not trusted. */
final class TicketStore implements ApprovalStore {
    private final Map<String, byte[]> tickets = new ConcurrentHashMap<>();
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    @Override
    public String offer(ApprovalRequest request) {
        String ticket = "ticket " + request.sha256();
        tickets.put(ticket, request.toFile());
        return ticket;
    }

    @Override
    public Optional<Approval> approval(ApprovalRequest request, Fingerprint approver) {
        String place = "answer of " + approver + " to ticket " + request.sha256();
        return Optional.ofNullable(answers.get(place)).map(bytes -> new Approval(place, bytes));
    }

    /** Returns what the approver reads and signs. */
    byte[] ticket(String name) {
        return tickets.get(name);
    }

    /** Takes an approver's signature. */
    void answer(String ticket, Fingerprint approver, byte[] signature) {
        answers.put("answer of " + approver + " to " + ticket, signature);
    }
}
