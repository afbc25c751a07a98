package com.example.approvals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.approval.Approvals;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An approval through the store: of the right key, for these bytes, used once. */
class TicketStoreTest {
    private static final ApprovalSubject SUBJECT =
            ApprovalSubject.to("rotate").with("key", "sha256:00");

    @TempDir Path folder;
    private final TicketStore store = new TicketStore();

    @Test
    void signedTicket_isUsedOnce_andAForgedOneNever() throws Exception {
        assertTrue(TicketStore.class.getModule().isNamed(), "runs as a module");
        KeyPair ada = rsa(3072);
        Fingerprint adas = Fingerprint.of(ada.getPublic());
        String ticket = asked(ada);

        store.answer(ticket, adas, signed(rsa(3072), store.ticket(ticket)));
        assertThrows(RefusedException.class, () -> use(ada));

        store.answer(ticket, adas, signed(ada, store.ticket(ticket)));
        use(ada);
        assertNotEquals(ticket, asked(ada), "an approval is used once");
    }

    private void use(KeyPair approver) throws Exception {
        Approvals.through(store, PendingRequests.in(folder.resolve("open")), Clock.systemUTC())
                .use(
                        SUBJECT,
                        WorkKeys.none(),
                        List.of(approver.getPublic()),
                        List.of(new Person("operator", "Ada Bell")));
    }

    private String asked(KeyPair approver) {
        ApprovalMissingException waiting =
                assertThrows(ApprovalMissingException.class, () -> use(approver));
        assertEquals("ticket ", waiting.request().substring(0, 7));
        return waiting.request();
    }

    private static byte[] signed(KeyPair key, byte[] request) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(request);
        return signature.sign();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
