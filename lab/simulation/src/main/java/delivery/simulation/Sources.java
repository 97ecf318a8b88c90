package delivery.simulation;

import delivery.kinesis.write.SourceSteps;
import java.time.Duration;

/** How a source ends by itself. */
final class Sources {
    private static final Duration LOOK = Duration.ofMillis(200);

    private Sources() {}

    static void drain(Host host, SourceSteps writer, Host.Turns sending) {
        if (writer.unsettled() > 0) {
            host.after(LOOK, () -> drain(host, writer, sending));
            return;
        }
        writer.reportClosed();
        sending.wake();
        sayLastWord(host, writer);
    }

    private static void sayLastWord(Host host, SourceSteps writer) {
        if (writer.unsettled() > 0) {
            host.after(LOOK, () -> sayLastWord(host, writer));
        } else {
            host.end();
        }
    }
}
