package delivery.ranking.identity;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells a copy of an event from another event under the same identity, source and number. A table of fixed size: each
 * event that counts takes the one slot of its identity from whichever was there. So of the last {@code n} events that
 * counted, one is still known with the probability {@code exp(-n / SLOTS)}: of the last 26,000 nine in ten, of those
 * 262,144 ago one in three. What is not known any more is taken for a copy. A copy is taken for another event in one of
 * 2^32 cases at most. What is known depends on nothing but the events that counted, and their order.
 */
public final class Fingerprints {
    static final int SLOTS = 1 << 18;

    private static final int PAGE_SHIFT = 9;
    private static final int PAGE_SLOTS = 1 << PAGE_SHIFT;
    private static final int PAGES = SLOTS / PAGE_SLOTS;
    private static final long[] EMPTY = new long[PAGE_SLOTS];

    /**
     * By slot, in pages. High half: what is left of the identity's hash; low half: hash of the content; 0 if empty.
     * A page that is not our own is shared with a frozen table, or empty, and is copied before it is written to.
     */
    private final long[][] pages;

    private final boolean[] own = new boolean[PAGES];

    public Fingerprints() {
        this(new long[PAGES][]);
        Arrays.fill(pages, EMPTY);
    }

    private Fingerprints(long[][] pages) {
        this.pages = pages;
    }

    /** The event counts. */
    public void keep(OrderEvent event) {
        var identity = identity(event);
        put(slot(identity), tag(identity) | content(event));
    }

    /** Whether an event of this identity is known that was not the same. */
    public boolean contradict(OrderEvent event) {
        var identity = identity(event);
        var known = get(slot(identity));
        return (known & ~0xFFFF_FFFFL) == tag(identity) && (known & 0xFFFF_FFFFL) != content(event);
    }

    private long get(int slot) {
        return pages[slot >>> PAGE_SHIFT][slot & PAGE_SLOTS - 1];
    }

    private void put(int slot, long value) {
        var page = slot >>> PAGE_SHIFT;
        if (!own[page]) {
            pages[page] = pages[page].clone();
            own[page] = true;
        }
        pages[page][slot & PAGE_SLOTS - 1] = value;
    }

    /** The same table; what is kept in either from now on is not in the other. */
    public Fingerprints freeze() {
        Arrays.fill(own, false);
        return new Fingerprints(pages.clone());
    }

    public void write(DataOutput out) throws IOException {
        var used = 0;
        for (var page : pages) {
            for (var i = 0; page != EMPTY && i < PAGE_SLOTS; i++) {
                used += page[i] == 0 ? 0 : 1;
            }
        }
        out.writeInt(used);
        for (var slot = 0; slot < SLOTS; slot++) {
            if (get(slot) != 0) {
                out.writeInt(slot);
                out.writeLong(get(slot));
            }
        }
    }

    /** @throws IOException if it is not what {@link #write} has written */
    public static Fingerprints read(DataInput in) throws IOException {
        var read = new Fingerprints();
        for (var left = in.readInt(); left > 0; left--) {
            var slot = in.readInt();
            if (slot < 0 || slot >= SLOTS) {
                throw new IOException("no slot for a fingerprint: " + slot);
            }
            read.put(slot, in.readLong());
        }
        return read;
    }

    private static int slot(long identity) {
        return (int) identity & SLOTS - 1;
    }

    /** Never 0, so that a used slot is not taken for an empty one. */
    private static long tag(long identity) {
        var tag = identity & ~0xFFFF_FFFFL;
        return tag == 0 ? 1L << 32 : tag;
    }

    /** With source and number: an event that has others is told apart without our help. */
    private static long identity(OrderEvent event) {
        var hash = mix(packed(event.orderId().source()), event.orderId().number());
        hash = mix(mix(hash, packed(event.source())), event.number());
        return mix(hash, event.accept(TYPE));
    }

    /** A source has at most eight ASCII characters. */
    private static long packed(String source) {
        var packed = 0L;
        for (var i = 0; i < source.length(); i++) {
            packed = packed << 8 | source.charAt(i);
        }
        return packed;
    }

    private static final OrderEvent.Visitor<Integer> TYPE = new OrderEvent.Visitor<>() {
        @Override
        public Integer created(OrderCreated event) {
            return 1;
        }

        @Override
        public Integer assigned(OrderAssigned event) {
            return 2;
        }

        @Override
        public Integer completed(OrderCompleted event) {
            return 3;
        }
    };

    private static long content(OrderEvent event) {
        var hash = mix(event.pickUp().index(), event.dropOff().index());
        hash = mix(hash, event.price());
        hash = mix(hash, event.createdAtMillis());
        return mix(hash, event.accept(REST)) >>> 32;
    }

    /** What only events of its type have. */
    private static final OrderEvent.Visitor<Long> REST = new OrderEvent.Visitor<>() {
        @Override
        public Long created(OrderCreated event) {
            return (long) event.windowSeconds();
        }

        @Override
        public Long assigned(OrderAssigned event) {
            return mix(mix(event.driver(), event.driverAt().index()), event.assignedAtMillis());
        }

        @Override
        public Long completed(OrderCompleted event) {
            return mix(mix(event.driver(), event.assignedAtMillis()), event.completedAtMillis());
        }
    };

    /** The finalizer of SplitMix64: the same on every machine, every bit of it depending on every bit given. */
    private static long mix(long hash, long value) {
        var z = hash * 0x9E3779B97F4A7C15L + value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
