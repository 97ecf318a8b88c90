package delivery.ranking.loop;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.model.OrderEvent;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Welcome;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.ReplicaFindings;
import delivery.ranking.state.Snapshot;
import delivery.trace.EventTrace;
import delivery.trace.EventTrace.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Changes the ranking, question by question, and publishes a picture of it now and then. One thread's. */
public final class RankingLoop implements Agent, Questions {
    /** How often there is a new picture, though nothing has changed, unless told otherwise. */
    public static final Duration PACE = Duration.ofSeconds(1);
    /** What has changed is shown so much sooner. */
    private static final int SOONER = 5;

    private final RankingState state;
    private final Time clock;
    private final LatestPicture latest;
    private final DeadLetters deadLetters;
    private final Duration pace;
    private final RejectAlarm rejectAlarm = new RejectAlarm();
    private final UnreadAlarm unreadAlarm = new UnreadAlarm();
    private final Map<Long, Consumer<String>> fences = new HashMap<>();
    private final Milestones milestones = new Milestones();
    private volatile Supplier<ReplicaFindings> replicas = () -> ReplicaFindings.NONE;
    private EventTrace trace = EventTrace.OFF;
    /** What is kept by the trace, and is in no published picture yet. */
    private final List<Applied> notShown = new ArrayList<>();

    private boolean changed;
    /** On the clock of what has elapsed. */
    private Duration publishedAt;

    private record Applied(OrderEvent event, Instant at) {}

    /** @param pace how often a picture is published though nothing has changed: 1 ms or more */
    public RankingLoop(RankingState state, Time clock, LatestPicture latest, DeadLetters deadLetters, Duration pace) {
        this.state = state;
        this.clock = clock;
        this.latest = latest;
        this.deadLetters = deadLetters;
        this.pace = pace;
        publishedAt = clock.elapsed().minus(pace);
    }

    /** Tells how events are applied and shown; to be called before its first turn. The trace is not closed with this. */
    public void traceBy(EventTrace told) {
        trace = told;
    }

    /** What becomes of comparing it is told with its pictures. */
    public void compareBy(Supplier<ReplicaFindings> findings) {
        replicas = findings;
    }

    /** States of it, to be compared with those of replicas. */
    public Milestones milestones() {
        return milestones;
    }

    @Override
    public Message greet(Hello hello, Consumer<String> fence) {
        begin();
        var greeting = state.greet(hello);
        var fenced = fences.remove(greeting.fencedEpoch());
        if (fenced != null) {
            fenced.accept(hello.caller().holder());
        }
        if (greeting.answer() instanceof Welcome welcome) {
            fences.put(welcome.epoch(), fence);
        }
        return greeting.answer();
    }

    @Override
    public Message apply(Batch batch) {
        begin();
        var from = trace.now();
        var answer = state.apply(batch);
        // Also of a batch that was applied before: a letter that is kept is not kept again.
        if (answer instanceof Ack) {
            deadLetters.keep(state.streamName(), batch, state.conflicts());
            traceApplied(batch, from);
            milestones.at(state.positions(), clock.elapsed(), state::freeze);
        }
        return answer;
    }

    private void traceApplied(Batch batch, Instant from) {
        var to = trace.now();
        for (var record : batch.events()) {
            if (trace.isKept(record.event())) {
                trace.step(Step.APPLIED, record.event(), from, to);
                notShown.add(new Applied(record.event(), to));
            }
        }
    }

    @Override
    public void leave(String shardId, long epoch) {
        begin();
        fences.remove(epoch);
        state.leave(shardId, epoch);
    }

    @Override
    public Frozen freezeIfChanged(long version) {
        begin();
        if (state.version() == version) {
            return null;
        }
        var began = clock.elapsed();
        var snapshot = state.freeze();
        return new Frozen(snapshot, state.version(), clock.elapsed().minus(began));
    }

    @Override
    public void hasOnDisk(Snapshot snapshot) {
        begin();
        state.hasOnDisk(snapshot);
    }

    private void begin() {
        state.advanceTo(clock);
        changed = true;
    }

    /** Publishes a picture if it is time to. */
    @Override
    public Duration doWork() {
        var left = untilPublish();
        if (left.isZero()) {
            milestones.at(state.positions(), clock.elapsed(), state::freeze);
            publish();
            changed = false;
            publishedAt = clock.elapsed();
            left = pace;
        }
        return left;
    }

    private void publish() {
        latest.put(picture());
        var now = trace.now();
        notShown.forEach(each -> trace.step(Step.SHOWN, each.event(), each.at(), now));
        notShown.clear();
    }

    private Duration untilPublish() {
        var due = publishedAt.plus(changed ? pace.dividedBy(SOONER) : pace);
        var left = due.minus(clock.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** All that it shows at this moment. */
    public RankingPicture picture() {
        state.advanceTo(clock);
        var picture = state.picture();
        var alarm = rejectAlarm.isRinging(picture.elapsed(), picture.audit().records());
        unreadAlarm.look(picture);
        return picture.with(deadLetters.picture(alarm), replicas.get());
    }

    /** What was asked last is to be seen, too. */
    @Override
    public void close() {
        publish();
    }
}
