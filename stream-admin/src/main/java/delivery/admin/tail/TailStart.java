package delivery.admin.tail;

import delivery.app.Durations;
import delivery.model.Position;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a tail begins to read. */
sealed interface TailStart {
    /** At the oldest record. */
    record TrimHorizon() implements TailStart {}

    /** At the first record that arrived then or later; later than now is now. */
    record At(Instant time) implements TailStart {}

    /** So long before now, by the clock of the stream. */
    record Ago(Duration duration) implements TailStart {}

    /** In one shard, after this record. */
    record After(Position position) implements TailStart {}

    /** As people write it. */
    final class Converter implements ITypeConverter<TailStart> {
        private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

        @Override
        public TailStart convert(String text) {
            var equals = text.indexOf('=');
            if (equals >= 0 && (text.startsWith("trim-horizon") || text.startsWith("latest"))) {
                throw none(text);
            }
            var value = text.substring(equals + 1);
            return switch (equals < 0 ? text : text.substring(0, equals)) {
                case "trim-horizon" -> new TrimHorizon();
                case "latest" -> new Ago(Duration.ZERO);
                case "at-timestamp" -> time(value);
                case "after-sequence" -> new After(position(value));
                default -> throw none(text);
            };
        }

        private static TailStart time(String text) {
            try {
                var time = Instant.parse(text);
                if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                    throw new TypeConversionException(
                            "'" + text + "' is not a time between " + Instant.EPOCH + " and " + LAST);
                }
                return new At(time);
            } catch (DateTimeException e) {
                try {
                    return new Ago(new Durations().convert(text));
                } catch (TypeConversionException noDuration) {
                    throw new TypeConversionException("'" + text
                            + "' is neither a time such as 2026-01-31T12:00:00Z nor a while ago such as 10m");
                }
            }
        }

        private static TypeConversionException none(String text) {
            return new TypeConversionException(
                    "'" + text + "' is none of trim-horizon, latest, at-timestamp=TIME and after-sequence=NUMBER");
        }

        private static Position position(String text) {
            try {
                return Position.after(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not a sequence number");
            }
        }
    }
}
