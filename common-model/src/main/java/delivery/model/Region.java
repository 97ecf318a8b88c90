package delivery.model;

/** A cell of the city map; {@code x} and {@code y} in 0..29. One cell is one second of driving. */
public record Region(int x, int y) {
    /** Cells along one side of the map. */
    public static final int SIDE = 30;
    /** All cells of the map. */
    public static final int COUNT = SIDE * SIDE;

    private static final Region[] ALL = new Region[COUNT];

    static {
        for (var index = 0; index < COUNT; index++) {
            ALL[index] = new Region(index % SIDE, index / SIDE);
        }
    }

    public Region {
        if (!isOnMap(x, y)) {
            throw new IllegalArgumentException("region (" + x + ", " + y + ") is outside 0.." + (SIDE - 1));
        }
    }

    public static boolean isOnMap(int x, int y) {
        return x >= 0 && x < SIDE && y >= 0 && y < SIDE;
    }

    /** The inverse of {@link #index()}. */
    public static Region of(int index) {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException("region " + index + " is not on the map");
        }
        return ALL[index];
    }

    /** 0..899, row by row. */
    public int index() {
        return y * SIDE + x;
    }

    /** Manhattan distance in cells, which is seconds of driving. */
    public int distanceTo(Region other) {
        return Math.abs(x - other.x) + Math.abs(y - other.y);
    }

    /** Whether the other region lies within {@code radius} cells on both axes. */
    public boolean isWithin(int radius, Region other) {
        return Math.abs(x - other.x) <= radius && Math.abs(y - other.y) <= radius;
    }
}
