package delivery.lab.chaos;

import delivery.lab.chaos.Strike.Target;
import delivery.lab.launcher.Line;
import delivery.lab.launcher.OwnClock;
import delivery.lab.launcher.Wiring;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can go wrong around the programs of a run, beside their being killed: their clocks, the pipes that take their
 * logs, the lines between them. One thread's.
 */
final class Troubles implements Wiring {
    private static final String PRODUCER = "producer-main";

    /** Drivers go by the stream's clock, and all others only read. */
    private static final List<Duration> STEPS = List.of(
            Duration.ofDays(-2),
            Duration.ofMinutes(-50),
            Duration.ofSeconds(-10),
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofMinutes(50),
            Duration.ofDays(2));
    /** Of who makes orders: what says that it happens in the future is rejected, and is no event. */
    private static final List<Duration> STEPS_OF_PRODUCER = List.of(
            Duration.ofDays(-2),
            Duration.ofMinutes(-50),
            Duration.ofSeconds(-10),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);

    private static final List<Long> RATES = List.of(Line.FROZEN, 20_000L, 250_000L);
    /** A consumer that starts gives an unreachable server 5 s, as the contract has it. */
    private static final Duration SERVER_FROZEN_AT_MOST = Duration.ofSeconds(3);

    private final Path folder;
    private final Set<Target> possible;
    private final Map<String, OwnClock> clocks = new HashMap<>();
    private Line toStream;
    private Line toServer;
    private boolean ordersAreOld;

    /**
     * @param targets of the run: what is not among them is left as it is
     * @param folder for what the clocks need
     */
    Troubles(Collection<Target> targets, Path folder) {
        this.folder = folder;
        possible = EnumSet.noneOf(Target.class);
        targets.stream().filter(target -> !target.isKill()).forEach(possible::add);
    }

    @Override
    public Map<String, String> environment(String program) {
        return possible.contains(Target.clock)
                ? clocks.computeIfAbsent(program, name -> OwnClock.of(name, folder))
                        .environment()
                : Map.of();
    }

    @Override
    public boolean pipes() {
        return possible.contains(Target.pipe);
    }

    @Override
    public URI streamAt(URI endpoint) {
        if (!possible.contains(Target.line)) {
            return endpoint;
        }
        toStream = new Line(endpoint.getHost(), endpoint.getPort());
        return URI.create(endpoint.getScheme() + "://" + endpoint.getHost() + ":" + toStream.port());
    }

    @Override
    public String serverAt(String socket) {
        if (!possible.contains(Target.line)) {
            return socket;
        }
        if (toServer == null) {
            var colon = socket.lastIndexOf(':');
            toServer = new Line(socket.substring(0, colon), Integer.parseInt(socket.substring(colon + 1)));
        }
        return "127.0.0.1:" + toServer.port();
    }

    /** Sets a program's clock, by one of a few steps. */
    void setClock(String program, double size) {
        var steps = program.equals(PRODUCER) ? STEPS_OF_PRODUCER : STEPS;
        var step = steps.get((int) (size * steps.size()));
        clocks.get(program).setOff(step);
        if (program.equals(PRODUCER)) {
            ordersAreOld = !step.isZero();
        }
    }

    /** Whether the pick-up windows of new orders are over when they are made: no driver takes them then. */
    boolean areOrdersOld() {
        return ordersAreOld;
    }

    /** How long that trouble of a line lasts. */
    Duration lasts(Strike strike) {
        var isServerFrozen = isOfServer(strike) && rate(strike) == Line.FROZEN;
        return isServerFrozen && strike.lasts().compareTo(SERVER_FROZEN_AT_MOST) > 0
                ? SERVER_FROZEN_AT_MOST
                : strike.lasts();
    }

    void slowDown(Strike strike) {
        line(strike).setRate(rate(strike));
    }

    void free(Strike strike) {
        line(strike).setRate(Line.FREE);
    }

    private Line line(Strike strike) {
        return isOfServer(strike) ? toServer : toStream;
    }

    private static boolean isOfServer(Strike strike) {
        return strike.which() % 2 == 0;
    }

    private static long rate(Strike strike) {
        return RATES.get((int) (strike.size() * RATES.size()));
    }

    @Override
    public void close() {
        if (toStream != null) {
            toStream.close();
        }
        if (toServer != null) {
            toServer.close();
        }
    }
}
