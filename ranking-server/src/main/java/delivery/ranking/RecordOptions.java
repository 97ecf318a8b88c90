package delivery.ranking;

import delivery.app.AppException;
import delivery.app.ByteSize;
import delivery.app.Durations;
import delivery.app.Time;
import delivery.ranking.loop.AgentThread;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.Pulse;
import delivery.ranking.record.RecordingFile;
import delivery.ranking.web.PageRecorder;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether what the page shows is written down, and how much of it. */
final class RecordOptions {
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 1L << 30;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int DIGITS = 36;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Write down what the page shows, to be played by 'delivery replay FILE'; a file that is there from an earlier"
                            + " start goes on.")
    private Path file;

    @Option(
            names = "--record-max",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "How large --record may grow; it ends there, and the ranking goes on (64m; 1m to 1g).")
    private long most = 64 << 20;

    @Option(
            names = "--record-every",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How often --record looks (500ms; 100ms to 1m).")
    private Duration pace = Duration.ofMillis(500);

    void check() {
        if (most < LEAST_BYTES || most > MOST_BYTES) {
            throw AppException.usage("--record-max must be from 1m to 1g");
        }
        if (pace.compareTo(SHORTEST) < 0 || pace.compareTo(LONGEST) > 0) {
            throw AppException.usage("--record-every must be from 100ms to 1m");
        }
    }

    /** Null if nothing is to be recorded. A disk that is slow or full is nothing to the ranking. */
    AgentThread start(LatestPicture latest) {
        if (file == null) {
            return null;
        }
        var clock = Time.system();
        var recording = RecordingFile.open(file, most, clock.millis());
        var run = Long.toString(System.nanoTime(), DIGITS);
        var recorder = new PageRecorder(recording, clock.elapsed(), run, latest::get, clock, pace);
        return new AgentThread("recording", recorder, clock, Pulse.PATIENCE).start();
    }
}
