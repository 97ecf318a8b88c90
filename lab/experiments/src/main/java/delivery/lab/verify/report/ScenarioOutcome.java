package delivery.lab.verify.report;

import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioVerdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What became of one scenario.
 *
 * @param lines what is wrong, and what else there is to say, a line each
 * @param verdict null: it was not judged
 * @param folder what the command said; null: it was not started
 */
public record ScenarioOutcome(
        Scenario scenario,
        Word word,
        List<String> lines,
        ScenarioVerdict verdict,
        Calls calls,
        Cost cost,
        Path folder) {
    /**
     * What the consumer asked of the stream.
     *
     * @param reads GetRecords answered
     * @param readsRefused GetRecords refused for want of a shard's quota, not by a fault
     * @param lists ListShards and DescribeStream, refused ones included
     * @param listsRefused those of them refused for want of quota
     * @param subscriptions SubscribeToShard
     */
    public record Calls(long reads, long readsRefused, long lists, long listsRefused, long subscriptions) {
        public static final Calls NONE = new Calls(0, 0, 0, 0, 0);

        /** Whether it asks more often than it may. */
        public boolean isOverQuota() {
            return readsRefused + listsRefused > 0;
        }
    }

    /**
     * What it took.
     *
     * @param time from the start of the command until it was gone
     * @param judging CPU time of listening and judging
     * @param producing CPU time of putting
     * @param process CPU time of the whole process, local-kinesis included
     */
    public record Cost(Duration time, Duration judging, Duration producing, Duration process) {
        public static final Cost NONE = new Cost(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

        /** CPU of listening and judging, as a share of one core. */
        public double judgingShare() {
            return time.isZero() ? 0 : (double) judging.toNanos() / time.toNanos();
        }
    }

    public static ScenarioOutcome leftOut(Scenario scenario, String why) {
        return new ScenarioOutcome(scenario, Word.LEFT_OUT, List.of(why), null, Calls.NONE, Cost.NONE, null);
    }
}
