package delivery.lab.demo;

import delivery.lab.launcher.RankingAnswer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The programs of a demo, all but the stream, and what shows that they are at work. One thread's. */
final class DemoPrograms {
    /** Up to date: no shard is further behind than this. */
    private static final double SMALL_LAG_SECONDS = 2;

    private final Kept server;
    private final List<Kept> consumers;
    private final Kept producer;
    private final Kept drivers;
    private final DeadSources dead;
    private int nextConsumer;
    private boolean ordersEnd;

    DemoPrograms(Kept server, List<Kept> consumers, Kept producer, Kept drivers, DeadSources dead) {
        this.server = server;
        this.consumers = List.copyOf(consumers);
        this.producer = producer;
        this.drivers = drivers;
        this.dead = dead;
    }

    Kept server() {
        return server;
    }

    Kept producer() {
        return producer;
    }

    Kept drivers() {
        return drivers;
    }

    /** Each time the next one. */
    Kept nextConsumer() {
        nextConsumer = (nextConsumer + 1) % consumers.size();
        return consumers.get(nextConsumer);
    }

    List<Kept> all() {
        return Stream.concat(Stream.of(server, producer, drivers), consumers.stream())
                .toList();
    }

    DeadSources dead() {
        return dead;
    }

    /** kill -9. */
    void kill(List<Kept> victims) {
        victims.forEach(each -> {
            bury(each);
            each.kill();
        });
    }

    private void bury(Kept program) {
        if (program == producer || program == drivers) {
            program.source().ifPresent(dead::add);
        }
    }

    /** The orders have come to their end, as they were told at the start. */
    boolean areOrdersOver() {
        return !producer.isDown()
                && !producer.process().isAlive()
                && producer.process().exitCode() == 0;
    }

    /**
     * Starts again what was killed, after its pause, and what has ended by itself.
     *
     * @param mayEnd whether somebody has hurt them: before that, who ends by himself ends the demo
     * @param told of each that has ended by itself
     * @throws delivery.app.AppException if one ends, and is not to be started again
     */
    void tend(boolean mayEnd, Consumer<String> told) {
        for (var each : all()) {
            if (isToEnd(each)) {
                continue;
            }
            if (each.isDue()) {
                each.startAgain();
            } else if (!each.isDown() && !each.process().isAlive()) {
                bury(each);
                each.endedByItself();
                if (!mayEnd || each.isHopeless()) {
                    throw each.process().failure();
                }
                told.accept(each.process().lastWords());
            }
        }
    }

    private boolean isToEnd(Kept program) {
        return program == producer && (ordersEnd || areOrdersOver()) || program == drivers && ordersEnd;
    }

    /** From now on no orders and no drivers are started; who reads is, at once and not after its pause: the rest is to drain. */
    void endOrders() {
        ordersEnd = true;
        Stream.concat(Stream.of(server), consumers.stream())
                .filter(Kept::isDown)
                .forEach(Kept::startAgain);
    }

    /** What the ranking has to show before that is made good. */
    Predicate<RankingAnswer> isMadeGood(List<Kept> victims, RankingAnswer before) {
        return now -> isReadOn(now, before)
                && victims.stream().allMatch(each -> !each.isDown() && !each.isFrozen() && isAtWork(each, now, before));
    }

    /** All that was read before is read, and more, up to now. */
    static boolean isReadOn(RankingAnswer now, RankingAnswer before) {
        return now.audit("read") > before.audit("read") && now.lagSeconds() < SMALL_LAG_SECONDS;
    }

    private boolean isAtWork(Kept program, RankingAnswer now, RankingAnswer before) {
        // Whether every shard is read is for the verdict to say.
        return program != producer && program != drivers
                || dead.isEmpty()
                        && program.source()
                                .filter(source -> now.applied(source) > before.applied(source))
                                .isPresent();
    }
}
