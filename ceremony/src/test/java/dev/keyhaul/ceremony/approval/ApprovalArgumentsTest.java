package dev.keyhaul.ceremony.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.core.fixture.PublicCall;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an application calls with null says which argument it was, before it does anything. */
class ApprovalArgumentsTest {
    /** They copy a blank subject, or hand the argument to what has the check. */
    private static final Set<String> HANDED_ON =
            Set.of(
                    "ceremony.approval.ApprovalFolder.use(ApprovalSubject, WorkKeys, List, List) #3",
                    "ceremony.ApprovalSubject.isSameWorkAs(ApprovalSubject) #1",
                    "ceremony.ApprovalSubject.withOptions(Map) #1",
                    "ceremony.ApprovalSubject.withSettings(List) #1",
                    "ceremony.ApprovalSubject.to(String) #1");

    @Test
    void argument_thatIsNull_isRefusedByTheMethodThatGotIt() {
        List<PublicCall> calls =
                PublicCall.ofPackage(ApprovalRequest.class).stream()
                        .filter(call -> isOfApprovals(call.type()))
                        .toList();

        assertThat(calls).hasSizeGreaterThan(60);
        assertThat(calls)
                .filteredOn(call -> !call.refusesNullItself())
                .extracting(PublicCall::toString)
                .isSubsetOf(HANDED_ON);
    }

    private static boolean isOfApprovals(Class<?> type) {
        return type.getPackage().equals(Approvals.class.getPackage())
                || List.of(ApprovalFact.class, ApprovalRequest.class, ApprovalSubject.class)
                        .contains(type);
    }
}
