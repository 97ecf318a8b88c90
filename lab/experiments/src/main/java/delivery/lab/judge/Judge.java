package delivery.lab.judge;

import delivery.lab.judge.Evidence.Event;
import delivery.lab.judge.Evidence.Progress;
import delivery.lab.judge.Evidence.Stage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Folds what is on a stream, each event once: what the ranking has to agree with. One thread's. */
public final class Judge {
    /** What is on the stream of one source. */
    public static final class SourceFacts {
        private final Set<Long> numbers = new HashSet<>();
        private long acknowledged;
        private boolean closed;

        public long events() {
            return numbers.size();
        }

        public boolean has(long number) {
            return numbers.contains(number);
        }

        /** What it was told is stored, by its own word. */
        public long acknowledged() {
            return acknowledged;
        }

        public boolean isClosed() {
            return closed;
        }

        /** Of the events that it had acknowledged those that are not on the stream. */
        public long lost() {
            return acknowledged
                    - numbers.stream().filter(number -> number <= acknowledged).count();
        }
    }

    private final Map<String, Long> recordsByShard = new TreeMap<>();
    private final Map<String, SourceFacts> sources = new HashMap<>();
    private final Map<Stage, Map<String, Event>> events = new EnumMap<>(Stage.class);
    private final Map<Stage, Set<String>> twice = new EnumMap<>(Stage.class);
    private long control;
    private long rejected;

    public Judge() {
        for (var stage : Stage.values()) {
            events.put(stage, new HashMap<>());
            twice.put(stage, new HashSet<>());
        }
    }

    /** That the shard is there, though it may have no record. */
    public void addShard(String shardId) {
        recordsByShard.putIfAbsent(shardId, 0L);
    }

    /** Whether that is an event which was not there before, from whatever shard. */
    public boolean add(String shardId, Evidence record) {
        recordsByShard.merge(shardId, 1L, Long::sum);
        if (record instanceof Event event) {
            return fold(event);
        } else if (record instanceof Progress progress) {
            control++;
            var source = source(progress.source());
            source.acknowledged = Math.max(source.acknowledged, progress.acknowledged());
            source.closed |= progress.closed();
        } else {
            rejected++;
        }
        return false;
    }

    /** A copy says the same, number and source included; whatever else an order has of this stage happened a second time. */
    private boolean fold(Event event) {
        var isNew = source(event.source()).numbers.add(event.n());
        var first = events.get(event.stage()).putIfAbsent(event.orderId(), event);
        if (first != null && !first.isCopyOf(event)) {
            twice.get(event.stage()).add(event.orderId());
        }
        return isNew;
    }

    private SourceFacts source(String name) {
        return sources.computeIfAbsent(name, key -> new SourceFacts());
    }

    public Map<String, SourceFacts> sources() {
        return sources;
    }

    public Map<String, Long> recordsByShard() {
        return recordsByShard;
    }

    public long records() {
        return recordsByShard.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Records that tell of the progress of a source. */
    public long control() {
        return control;
    }

    public long rejected() {
        return rejected;
    }

    /** Orders that have got so far. */
    public long orders(Stage stage) {
        return events.get(stage).size();
    }

    /** Of those orders, in cents. */
    public long price(Stage stage) {
        return events.get(stage).values().stream().mapToLong(Event::price).sum();
    }

    /** Each once. */
    public long events() {
        return events.values().stream().mapToLong(Map::size).sum();
    }

    /** What was put again after a lost answer. */
    public long duplicates() {
        return records() - control - rejected - events();
    }

    /** Orders to which that happened a second time, which is no copy: two drivers for one order, two deliveries. */
    public Collection<String> twice(Stage stage) {
        return twice.get(stage);
    }

    public long conflicts() {
        return twice.values().stream().mapToLong(Set::size).sum();
    }

    /** What producers were told is stored, and is not on the stream. */
    public long lost() {
        return sources.values().stream().mapToLong(SourceFacts::lost).sum();
    }

    /** Orders that an earlier driver process took, and that nobody has delivered. */
    public long stuck(String lastDriverSource) {
        return events.get(Stage.assigned).values().stream()
                .filter(order -> !order.source().equals(lastDriverSource))
                .filter(order -> !events.get(Stage.completed).containsKey(order.orderId()))
                .count();
    }
}
