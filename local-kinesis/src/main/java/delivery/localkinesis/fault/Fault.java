package delivery.localkinesis.fault;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to go wrong on demand, written {@code put:throttle=0.05}: which operations, what, and how likely;
 * {@link #GRAMMAR} has the rest. All conditions must hold for it to strike.
 *
 * @param on a group of operations or the name of one
 * @param every strikes each n-th call only; 0: any
 * @param first only the first so many calls; 0: any
 * @param from since when, counted from when the faults were set
 * @param until null: for ever
 * @param time the delay of latency, the age of stale and expire
 * @param share of the entries that partial refuses
 */
public record Fault(
        String on,
        Kind kind,
        double probability,
        long every,
        long first,
        Duration from,
        @Nullable Duration until,
        Duration time,
        double share) {
    /** For help texts and error messages. */
    public static final String GRAMMAR =
            "ON:KIND[=PROBABILITY][,every=N][,first=N][,from=TIME][,until=TIME]; ON: put, get,"
                    + " iterator, list, describe, subscribe, control, all or an operation such as PutRecords; KIND: throttle,"
                    + " error (500), unavailable (503), latency,delay=TIME, reset, timeout (done, but never answered),"
                    + " partial[,share=0.5], empty, expire[,age=TIME], stale,age=TIME; TIME: 500ms, 10s, 5m, 1h";

    private static final Map<String, Predicate<String>> GROUPS = Map.of(
            "put",
            name -> name.equals("PutRecord") || name.equals("PutRecords"),
            "get",
            "GetRecords"::equals,
            "iterator",
            "GetShardIterator"::equals,
            "list",
            name -> name.startsWith("List"),
            "describe",
            name -> name.startsWith("Describe"),
            "subscribe",
            "SubscribeToShard"::equals,
            "control",
            Fault::isControl,
            "all",
            name -> true);

    private static final Pattern FORM = Pattern.compile("([A-Za-z]+):([a-z]+)(?:=([^,=]+))?((?:,[a-z]+=[^,=]+)*)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** What may go wrong. */
    public enum Kind {
        /** Refused for want of quota; in PutRecords each entry of a 200 answer. */
        THROTTLE,
        /** 500 InternalFailure. */
        ERROR,
        /** 503 ServiceUnavailable. */
        UNAVAILABLE,
        /** Answered late. */
        LATENCY,
        /** The connection is reset before anything is done. */
        RESET,
        /** Done, but the connection is closed without an answer. */
        TIMEOUT,
        /** PutRecords: some entries are refused inside a 200, the others stored. */
        PARTIAL("PutRecords"),
        /** GetRecords: no records and a lag though there are some. */
        EMPTY("GetRecords"),
        /** GetRecords: the iterator has expired before its time. */
        EXPIRE("GetRecords"),
        /** ListShards: the list as it was a while ago. */
        STALE("ListShards");

        private final @Nullable String only;

        Kind() {
            this(null);
        }

        Kind(@Nullable String only) {
            this.only = only;
        }

        boolean appliesTo(String operation) {
            return only == null || only.equals(operation);
        }
    }

    /** @throws IllegalArgumentException in one line, if it is not of the {@link #GRAMMAR} */
    public static Fault parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not ON:KIND[=PROBABILITY], such as put:throttle=0.05");
        }
        var on = form.group(1);
        if (!GROUPS.containsKey(on) && !Character.isUpperCase(on.charAt(0))) {
            throw new IllegalArgumentException("'" + on + "' is neither an operation such as PutRecords nor put, get,"
                    + " iterator, list, describe, subscribe, control or all");
        }
        var kind = kind(form.group(2));
        if (kind.only != null && !covers(on, kind.only)) {
            throw new IllegalArgumentException(
                    "'" + form.group(2) + "' happens to " + kind.only + " only, not to " + on);
        }
        var options = new Options(kind);
        for (var option : form.group(4).split(",")) {
            if (!option.isEmpty()) {
                options.read(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
            }
        }
        var probability = form.group(3) == null ? 1 : share(kind.name().toLowerCase(Locale.ROOT), form.group(3));
        return options.of(on, probability);
    }

    /** Whether it can strike that operation at all. */
    boolean concerns(String operation) {
        return kind.appliesTo(operation) && covers(on, operation);
    }

    /** As it is written; {@link #parse} reads it back. */
    @Override
    public String toString() {
        var text = new StringBuilder(on).append(':').append(kind.name().toLowerCase(Locale.ROOT));
        if (probability < 1) {
            text.append('=').append(plain(probability));
        }
        option(text, "every", every == 0 ? null : Long.toString(every));
        option(text, "first", first == 0 ? null : Long.toString(first));
        option(text, "from", from.isZero() ? null : millis(from));
        option(text, "until", until == null ? null : millis(until));
        option(text, kind == Kind.LATENCY ? "delay" : "age", time.isZero() ? null : millis(time));
        option(text, "share", kind == Kind.PARTIAL ? plain(share) : null);
        return text.toString();
    }

    private static boolean covers(String on, String operation) {
        var group = GROUPS.get(on);
        return group == null ? on.equals(operation) : group.test(operation);
    }

    private static boolean isControl(String name) {
        return !name.startsWith("List")
                && !name.startsWith("Describe")
                && !name.startsWith("Put")
                && !name.startsWith("Get")
                && !name.equals("SubscribeToShard");
    }

    private static Kind kind(String name) {
        for (var kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "'" + name + "' is not a fault: throttle, error, unavailable, latency, reset,"
                        + " timeout, partial, empty, expire or stale");
    }

    private static double share(String name, String text) {
        try {
            var value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " '" + text + "' is not between 0 and 1");
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String millis(Duration time) {
        return time.toMillis() + "ms";
    }

    private static void option(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(',').append(name).append('=').append(value);
        }
    }

    /** The options that follow the kind. */
    private static final class Options {
        private final Kind kind;
        private long every;
        private long first;
        private Duration from = Duration.ZERO;
        private @Nullable Duration until;
        private Duration time = Duration.ZERO;
        private double share = 0.5;

        Options(Kind kind) {
            this.kind = kind;
        }

        void read(String name, String value) {
            switch (name) {
                case "every" -> every = count(name, value);
                case "first" -> first = count(name, value);
                case "from" -> from = time(name, value);
                case "until" -> until = time(name, value);
                case "delay" -> time = only(kind == Kind.LATENCY, name, time(name, value));
                case "age" -> time = only(kind == Kind.STALE || kind == Kind.EXPIRE, name, time(name, value));
                case "share" -> share = only(kind == Kind.PARTIAL, name, Fault.share(name, value));
                default ->
                    throw new IllegalArgumentException(
                            "'" + name + "' is not every, first, from, until, delay, age or share");
            }
        }

        Fault of(String on, double probability) {
            if (time.isZero() && (kind == Kind.LATENCY || kind == Kind.STALE)) {
                throw new IllegalArgumentException(
                        kind == Kind.LATENCY ? "latency needs a delay=TIME" : "stale needs an age=TIME");
            }
            if (until != null && until.compareTo(from) <= 0) {
                throw new IllegalArgumentException("until " + millis(until) + " is not after from " + millis(from));
            }
            return new Fault(on, kind, probability, every, first, from, until, time, share);
        }

        private <T> T only(boolean allowed, String name, T value) {
            if (!allowed) {
                throw new IllegalArgumentException(
                        "'" + name + "' means nothing to " + kind.name().toLowerCase(Locale.ROOT));
            }
            return value;
        }

        private static long count(String name, String value) {
            if (!value.matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException(name + " '" + value + "' is not a number of calls");
            }
            return Long.parseLong(value);
        }

        private static Duration time(String name, String value) {
            var form = TIME.matcher(value);
            if (!form.matches()) {
                throw new IllegalArgumentException(name + " '" + value + "' is not a time such as 500ms, 10s or 5m");
            }
            var amount = Long.parseLong(form.group(1));
            return switch (form.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
    }
}
