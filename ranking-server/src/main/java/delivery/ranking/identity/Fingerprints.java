package delivery.ranking.identity;

import delivery.bytes.Fields;
import delivery.model.OrderEvent;
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

    /** As bytes: the used slots and what is in them. */
    public static Fingerprints describe(Fields<Fingerprints> f) {
        var written = f.written();
        var table = written == null ? new Fingerprints() : written;
        var slot = -1;
        for (var left = f.i32(written == null ? 0 : written.used()); left > 0; left--) {
            slot = f.i32(written == null ? 0 : written.next(slot + 1));
            if (slot < 0 || slot >= SLOTS) {
                throw new IllegalArgumentException("no slot for a fingerprint: " + slot);
            }
            var value = f.i64(written == null ? 0 : written.get(slot));
            if (written == null) {
                table.put(slot, value);
            }
        }
        return table;
    }

    private int used() {
        var used = 0;
        for (var page : pages) {
            for (var i = 0; page != EMPTY && i < PAGE_SLOTS; i++) {
                used += page[i] == 0 ? 0 : 1;
            }
        }
        return used;
    }

    /** The first used slot from this one on; there is one. */
    private int next(int from) {
        var slot = from;
        while (get(slot) == 0) {
            slot++;
        }
        return slot;
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
        return mix(hash, event.type().ordinal());
    }

    /** A source has at most eight ASCII characters. */
    private static long packed(String source) {
        var packed = 0L;
        for (var i = 0; i < source.length(); i++) {
            packed = packed << 8 | source.charAt(i);
        }
        return packed;
    }

    private static long content(OrderEvent event) {
        var hash = 0L;
        for (var field : event.type().fields()) {
            hash = mix(hash, event.value(field));
        }
        return hash >>> 32;
    }

    /** The finalizer of SplitMix64: the same on every machine, every bit of it depending on every bit given. */
    private static long mix(long hash, long value) {
        var z = hash * 0x9E3779B97F4A7C15L + value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
