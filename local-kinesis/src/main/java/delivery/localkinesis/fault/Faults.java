package delivery.localkinesis.fault;

import delivery.localkinesis.engine.EngineClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The faults in force, changed at any time. Thread-safe. Which calls they strike follows from the seed and from how
 * many calls there were, not from threads: the nth call a fault could strike meets the same fate in each run.
 */
public final class Faults {
    private final EngineClock clock;
    private final long seed;
    private volatile InForce inForce;

    private record InForce(long sinceMillis, List<Live> faults) {}

    /** One fault, how many calls it could have struck, and how many it did. */
    public record Count(Fault fault, long calls, long injected) {}

    public Faults(InstantSource clock, long seed) {
        this(EngineClock.of(clock), seed);
    }

    public Faults(EngineClock clock, long seed) {
        this.clock = clock;
        this.seed = seed;
        this.inForce = new InForce(clock.millis(), List.of());
    }

    /**
     * In place of those before; see {@link Fault#GRAMMAR}.
     *
     * @throws IllegalArgumentException if one is not of the grammar; then nothing has changed
     */
    public void set(String... faults) {
        set(Arrays.stream(faults).map(Fault::parse).toList());
    }

    /** In place of those before; counts and times begin anew. */
    public void set(List<Fault> faults) {
        var live = new ArrayList<Live>();
        for (var fault : faults) {
            live.add(new Live(fault, Dice.mix(seed + live.size())));
        }
        inForce = new InForce(clock.millis(), List.copyOf(live));
    }

    public void clear() {
        set(List.of());
    }

    public List<Count> counts() {
        return inForce.faults.stream().map(Live::count).toList();
    }

    public long seed() {
        return seed;
    }

    /** What goes wrong with the call that has just come. */
    public CallFaults next(String operation) {
        var now = inForce;
        if (now.faults.isEmpty()) {
            return CallFaults.NONE;
        }
        var since = Duration.ofMillis(clock.millis() - now.sinceMillis);
        var draws = new ArrayList<CallFaults.Draw>(now.faults.size());
        for (var live : now.faults) {
            live.draw(operation, since, draws);
        }
        return draws.isEmpty() ? CallFaults.NONE : new CallFaults(operation, draws);
    }

    private static final class Live {
        private final Fault fault;
        private final long seed;
        private final AtomicLong calls = new AtomicLong();
        private final LongAdder injected = new LongAdder();

        Live(Fault fault, long seed) {
            this.fault = fault;
            this.seed = seed;
        }

        void draw(String operation, Duration since, List<CallFaults.Draw> draws) {
            if (!fault.concerns(operation)
                    || since.compareTo(fault.from()) < 0
                    || (fault.until() != null && since.compareTo(fault.until()) >= 0)) {
                return;
            }
            var call = calls.incrementAndGet();
            var dice = Dice.mix(seed + call);
            if ((fault.first() == 0 || call <= fault.first())
                    && (fault.every() == 0 || call % fault.every() == 0)
                    && Dice.share(dice) < fault.probability()) {
                injected.increment();
                draws.add(new CallFaults.Draw(fault, dice));
            }
        }

        Count count() {
            return new Count(fault, calls.get(), injected.sum());
        }
    }
}
