package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceWriterTest {
    private final FakeTime time = new FakeTime();
    private final Inbox inbox = new Inbox(100);
    private final SourceWriter source = new SourceWriter(inbox, new ThrottleCounts(), Events.PRODUCER, time);

    @Test
    void saysHowFarItIsOnceAndThenEveryFiveSecondsAsLongAsNothingChanges() {
        source.write(Events.created(1));
        inbox.poll().onStored().run();
        var reports = 0;
        for (var second = 1; second <= 16; second++) {
            assertThat(source.doWork()).isEqualTo(SourceWriter.WHEN_CHANGED);
            for (var draft = inbox.poll(); draft != null; draft = inbox.poll()) {
                reports++;
                draft.onStored().run();
            }
        }
        assertThat(reports).as("in the seconds 1, 6, 11 and 16").isEqualTo(4);
    }

    @Test
    void whileItsLastReportIsNotStoredItMakesNoOther() {
        for (var n = 1; n <= 10; n++) {
            source.write(Events.created(n));
        }
        var events = Stream.generate(inbox::poll).limit(10).toList();
        for (var event : events) {
            event.onStored().run();
            source.doWork();
        }
        assertThat(inbox.size()).isOne();
        inbox.poll().onStored().run();
        source.doWork();
        assertThat(inbox.size()).as("what has changed meanwhile").isOne();
    }
}
