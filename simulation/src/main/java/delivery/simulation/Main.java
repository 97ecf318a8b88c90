package delivery.simulation;

public final class Main {
    public static void main(String[] args) {
        var from = Long.parseLong(args[0]);
        var count = Integer.parseInt(args[1]);
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
                .setLevel(ch.qos.logback.classic.Level.OFF);
        var start = System.nanoTime();
        var failed = 0;
        long events = 0, records = 0, dup = 0, millis = 0, rew = 0, fen = 0;
        long[] faults = new long[Fault.values().length];
        for (var seed = from; seed < from + count; seed++) {
            try {
                var r = new World(Plan.of(seed), args.length > 2 ? System.out : null).run();
                events += r.events();
                records += r.records();
                dup += r.duplicates();
                millis += r.simulated().toMillis();
                rew += r.rewinds();
                fen += r.fenced();
                for (var i = 0; i < faults.length; i++) faults[i] += r.faults()[i];
            } catch (RuntimeException e) {
                failed++;
                if (failed < 12) System.out.println("seed " + seed + ": " + e);
                if (!(e instanceof Violation)) e.printStackTrace(System.out);
            }
        }
        var s = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d seeds, %d failed, %.1f s, %.1f ms/seed, %.1f sim h, events %d, records %d, dup %d rew %d fenced %d%n",
                count, failed, s, s * 1000 / count, millis / 3.6e6, events, records, dup, rew, fen);
        for (var f : Fault.values()) System.out.print(f + "=" + faults[f.ordinal()] + " ");
        System.out.println();
    }
}
