package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboxTest {
    private final Inbox inbox = new Inbox(1);
    private final List<Boolean> taken = Collections.synchronizedList(new ArrayList<>());

    /** As many drivers may wait for room; each is joined before the program ends. */
    @Test
    void whoeverWaitsForRoomIsToldWhenNothingMoreIsTakenAndNotJustTheFirst() throws InterruptedException {
        inbox.put(draft());
        var callers = Stream.generate(() -> new Thread(() -> taken.add(inbox.put(draft()))))
                .limit(5)
                .toList();
        callers.forEach(Thread::start);
        await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        inbox.refuseCallers();
        for (var caller : callers) {
            caller.join();
        }
        assertThat(taken).hasSize(5).containsOnly(false);
        assertThat(inbox.unsettled()).isOne();
    }

    @Test
    void eachThatIsTakenOutMakesRoomForOneOfThoseWhoWait() throws InterruptedException {
        inbox.put(draft());
        var callers = Stream.generate(() -> new Thread(() -> taken.add(inbox.put(draft()))))
                .limit(5)
                .toList();
        callers.forEach(Thread::start);
        for (var out = 0; out < 6; out++) {
            await().until(() -> inbox.size() == 1);
            assertThat(inbox.take(1, 1)).hasSize(1);
        }
        for (var caller : callers) {
            caller.join();
        }
        assertThat(taken).hasSize(5).containsOnly(true);
        assertThat(inbox.unsettled()).isEqualTo(6);
    }

    private static PendingRecord draft() {
        return new PendingRecord(new byte[1], "key", null, () -> {});
    }
}
