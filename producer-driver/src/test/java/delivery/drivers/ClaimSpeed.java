package delivery.drivers;

import delivery.app.Time;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Random;

/**
 * {@code <orders> <search radius>}: a driver looks and claims among so many open orders, each of which is replaced by another. Prints claims a
 * second of one core's time. No test: delivery bench claim runs it.
 */
final class ClaimSpeed {
    private static final int CLAIMS = 200_000;
    private static final int WARM_UPS = 5;

    private final Random random = new Random(1);
    private final Time time = Time.system();
    private final Board board = new Board("bench123", new TimeScale(1), time);
    private long made;

    public static void main(String[] args) {
        var orders = Integer.parseInt(args[0]);
        var radius = Integer.parseInt(args[1]);
        var speed = new ClaimSpeed();
        for (var i = 0; i < orders; i++) {
            speed.board.created(speed.order());
        }
        for (var i = 0; i < WARM_UPS; i++) {
            speed.claims(radius);
        }
        System.out.printf(Locale.ROOT, "%.0f%n", speed.claims(radius));
    }

    /** Only the claims' time, not that of what replaces them. */
    private double claims(int radius) {
        var threads = ManagementFactory.getThreadMXBean();
        var whole = 0L;
        for (var done = 0; done < CLAIMS; done += 100) {
            var from = threads.getCurrentThreadCpuTime();
            for (var i = 0; i < 100; i++) {
                if (board.claim(Region.of(random.nextInt(Region.COUNT)), radius).isEmpty()) {
                    throw new IllegalStateException("nothing to claim among " + board.openOrders());
                }
            }
            whole += threads.getCurrentThreadCpuTime() - from;
            for (var i = 0; i < 100; i++) {
                board.created(order());
            }
        }
        return CLAIMS / (whole / 1e9);
    }

    /** With a window that outlasts the benchmark. */
    private OrderCreated order() {
        var pickUp = random.nextInt(Region.COUNT);
        var dropOff = (pickUp + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT;
        var price = 100 + random.nextInt(10_000);
        var id = new OrderId("bench123", ++made);
        return new OrderCreated(
                id, Region.of(pickUp), Region.of(dropOff), price, OrderCreated.MAX_WINDOW_SECONDS, time.millis());
    }
}
