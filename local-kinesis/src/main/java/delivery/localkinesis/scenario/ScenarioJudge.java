package delivery.localkinesis.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what was lost, accepted more than once or out of order, from what was put, what was told, and what happened
 * meanwhile: nothing else, so that it is told all times. Facts may come from many threads.
 */
public final class ScenarioJudge {
    private static final int STRANGERS = 5;
    /** What happened so short a time before still counts as the cause. */
    private static final Duration JUST_BEFORE = Duration.ofSeconds(5);
    /** Of records after which none was accepted: what they were lost by was not much later. */
    private static final Duration SOON_AFTER = Duration.ofSeconds(1);

    private final RecordNumbers numbers;
    private final List<Told> records = new ArrayList<>(); // by number; guarded by this, as all that follows
    private final Map<String, Integer> stored = new HashMap<>();
    private final Map<String, Set<String>> parents = new HashMap<>();
    private final List<Happening> happenings = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();
    private long neverMade;
    private long outstanding;
    private long tellings;
    private boolean hasGivenUp;
    private Duration lastTold = Duration.ZERO;
    private long expiredBelow;

    public ScenarioJudge(RecordNumbers numbers) {
        this.numbers = numbers;
    }

    /** Records of these numbers are going to be put, and may be told from now on. */
    public synchronized void numbered(long upTo) {
        while (records.size() < upTo) {
            records.add(new Told(records.size()));
        }
    }

    /** A record, or a part of one, was stored; of one shard in the order of their sequence numbers. */
    public synchronized void put(long number, String shard, String sequenceNumber, Duration at) {
        numbered(number + 1);
        var record = records.get((int) number);
        if (record.isOnStream()) {
            record.copies++;
            return;
        }
        record.shard = shard;
        record.sequenceNumber = sequenceNumber;
        record.place = stored.merge(shard, 1, Integer::sum);
        record.putAt = at;
        outstanding += record.times == 0 ? 1 : 0;
    }

    /** All of the parent's records come before any of the child's. */
    public synchronized void descends(String child, String parent) {
        parents.computeIfAbsent(child, shard -> new HashSet<>()).add(parent);
    }

    /** @param teller who says so: of one, the order counts */
    public synchronized void accepted(String id, String teller, Duration at) {
        if (hasGivenUp) {
            return;
        }
        var number = numbers.number(id);
        if (number < 0 || number >= records.size()) {
            neverMade++;
            if (strangers.size() < STRANGERS && !strangers.contains(id)) {
                strangers.add(id);
            }
            return;
        }
        var record = records.get((int) number);
        if (record.times++ == 0) {
            record.first = at;
            record.teller = teller;
            record.rank = tellings++;
            outstanding -= record.isOnStream() ? 1 : 0;
        } else if (hasHappened(record.isOnStream() ? record.putAt : record.first, at)) {
            // It may have been read before that, told after it, and then read again.
            record.explained++;
        }
        lastTold = at;
    }

    /** What explains a double, and perhaps a loss; the number is for {@link #ends}. */
    public synchronized int begins(String what, Duration at) {
        happenings.add(Happening.begun(what, at));
        return happenings.size() - 1;
    }

    public synchronized void ends(int happening, Duration at) {
        happenings.set(happening, happenings.get(happening).ended(at));
    }

    /** Whatever has a smaller number and was not accepted is gone by now, without anybody's fault. */
    public synchronized void expired(long below) {
        expiredBelow = below;
    }

    /** How many are on the stream and not accepted. */
    public synchronized long outstanding() {
        return outstanding;
    }

    /** How many have been accepted. */
    public synchronized long accepted() {
        return tellings;
    }

    /**
     * If nothing has been accepted, nothing that is told from now on counts: the first word of somebody who is told to stop
     * proves nothing, and what he had not reached by then is not lost. False: something has been.
     */
    synchronized boolean givesUp() {
        hasGivenUp = tellings == 0;
        return hasGivenUp;
    }

    /**
     * Whether no word is to be hoped for any more.
     *
     * @param firstWord so long after its start it may say its first one
     * @param nextWord so long after one it may say the next, be it of a record that was accepted before
     */
    synchronized boolean isSilent(Duration now, Duration startedAt, Duration firstWord, Duration nextWord) {
        var hasSpoken = lastTold.compareTo(startedAt) > 0;
        return now.minus(hasSpoken ? lastTold : startedAt).compareTo(hasSpoken ? nextWord : firstWord) > 0;
    }

    public synchronized ScenarioVerdict verdict(Duration end) {
        var onStream = records.stream().filter(Told::isOnStream).toList();
        var timeline = Timeline.until(end);
        var byShard = new TreeMap<String, List<Told>>();
        long doubled = 0;
        long explained = 0;
        long expired = 0;
        for (var record : onStream) {
            timeline.count(timeline.put(), record.putAt);
            byShard.computeIfAbsent(record.shard, shard -> new ArrayList<>()).add(record);
            var more = Math.max(0, record.times - 1 - record.copies);
            doubled += more;
            explained += Math.min(more, record.explained);
            if (record.times > 0) {
                timeline.count(timeline.accepted(), record.first);
            } else if (hasExpired(record)) {
                expired++;
            } else {
                timeline.count(timeline.lost(), record.putAt);
            }
        }
        byShard.values().forEach(shard -> shard.sort(Comparator.comparingInt(record -> record.place)));
        var order = new AcceptedOrder(byShard, parents);
        var told = happenings.stream().map(each -> caughtUp(each, onStream)).toList();
        return new ScenarioVerdict(
                onStream.size(),
                onStream.stream().filter(record -> record.times > 0).count(),
                expired,
                byShard.values().stream()
                        .flatMap(shard -> losses(shard, end).stream())
                        .toList(),
                doubled,
                doubled - explained,
                onStream.stream().mapToLong(record -> record.copies).sum(),
                order.outOfOrder(),
                order.beforeParents(),
                neverMade,
                List.copyOf(strangers),
                records.stream()
                        .filter(record -> record.times > 0)
                        .map(record -> record.first)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                told.stream().anyMatch(each -> each.caughtUp() == null)
                        ? null
                        : told.stream()
                                .map(Happening::caughtUp)
                                .max(Comparator.naturalOrder())
                                .orElse(null),
                told,
                timeline);
    }

    private boolean hasHappened(Duration from, Duration to) {
        for (var each : happenings) {
            if (each.overlaps(from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasExpired(Told record) {
        return record.times == 0 && record.number < expiredBelow;
    }

    private Happening caughtUp(Happening of, List<Told> onStream) {
        if (of.to() == null) {
            return of;
        }
        var latest = of.to();
        for (var record : onStream) {
            if (record.putAt.compareTo(of.to()) > 0 || hasExpired(record)) {
                continue;
            }
            if (record.times == 0) {
                return of;
            }
            latest = record.first.compareTo(latest) > 0 ? record.first : latest;
        }
        return of.caughtUpAfter(latest.minus(of.to()));
    }

    private List<Loss> losses(List<Told> shard, Duration end) {
        var losses = new ArrayList<Loss>();
        var from = -1;
        for (int i = 0; i <= shard.size(); i++) {
            var isLost = i < shard.size() && shard.get(i).times == 0 && !hasExpired(shard.get(i));
            if (isLost && from < 0) {
                from = i;
            } else if (!isLost && from >= 0) {
                losses.add(loss(shard, from, i - 1, end));
                from = -1;
            }
        }
        return losses;
    }

    private Loss loss(List<Told> shard, int from, int to, Duration end) {
        var first = shard.get(from);
        var last = shard.get(to);
        // They were lost after the one before them was accepted, and before the one after them was.
        var after = from > 0 && shard.get(from - 1).times > 0 ? shard.get(from - 1).first : first.putAt;
        var next = to + 1 < shard.size() && shard.get(to + 1).times > 0 ? shard.get(to + 1).first : null;
        var before =
                next != null ? next : least(end, greatest(after, first.putAt).plus(SOON_AFTER));
        return new Loss(
                first.shard,
                first.sequenceNumber,
                last.sequenceNumber,
                to - from + 1L,
                numbers.id(first.number),
                numbers.id(last.number),
                first.putAt,
                last.putAt,
                cause(least(after, first.putAt), before));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration greatest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private @Nullable String cause(Duration after, Duration before) {
        var begin = after.minus(JUST_BEFORE);
        var during = happenings.stream()
                .filter(each -> each.overlaps(begin, before))
                .map(Happening::toString)
                .collect(Collectors.joining(", "));
        if (!during.isEmpty()) {
            return "while or after: " + during;
        }
        return happenings.stream()
                .filter(each -> each.from().compareTo(before) < 0)
                .reduce((one, later) -> later)
                .map(each -> "last before: " + each)
                .orElse(null);
    }
}
