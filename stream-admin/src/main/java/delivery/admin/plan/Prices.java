package delivery.admin.plan;

import delivery.app.AppException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** What AWS charges, in US dollars, as a dated file says it. */
record Prices(
        String date,
        String region,
        String source,
        double shardHour,
        double millionPutUnits,
        double streamHour,
        double gbIn,
        double gbOut,
        double advantageGbIn,
        double advantageGbOut,
        double committedMib) {
    private static final String SHIPPED = "prices.properties";
    private static final double HOURS = 730;
    private static final double SECONDS = HOURS * 3_600;
    private static final double GB = 1024.0 * 1024 * 1024;
    /** Bytes of a PUT payload unit, begun ones included. */
    static final int PUT_UNIT = 25 * 1024;

    private static final int KB = 1024;
    private static final int MIB = 1024 * 1024;

    /** @param file null for the one in the jar */
    static Prices read(Path file) {
        try (var reader = file == null ? shipped() : Files.newBufferedReader(file)) {
            var properties = new Properties();
            properties.load(reader);
            return of(properties, file == null ? SHIPPED : file.toString());
        } catch (NoSuchFileException e) {
            throw AppException.usage("--prices " + file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw AppException.usage("--prices " + file + " may not be read by you");
        } catch (IOException | IllegalArgumentException e) {
            throw AppException.usage("--prices '" + file + "' cannot be read as a properties file: " + e);
        }
    }

    /** A month of so many shards. */
    double provisioned(Demand demand, int shards) {
        var units = demand.recordsPerSecond() * Math.ceil(demand.recordBytes() / PUT_UNIT);
        return shards * HOURS * shardHour + units * SECONDS / 1e6 * millionPutUnits;
    }

    /** A month of an on-demand stream (Standard), whichever shards it has. */
    double onDemand(Demand demand) {
        return HOURS * streamHour + month(in(demand), gbIn) + month(out(demand), gbOut);
    }

    /** A month of an account with on-demand Advantage that has this stream alone. */
    double advantage(Demand demand) {
        var least = committedMib * MIB;
        return month(Math.max(least, in(demand)), advantageGbIn) + month(Math.max(least, out(demand)), advantageGbOut);
    }

    /** Bytes a second that are charged as written. */
    private static double in(Demand demand) {
        return demand.recordsPerSecond() * Math.ceil(demand.recordBytes() / KB) * KB;
    }

    private static double out(Demand demand) {
        return demand.bytesPerSecond() * demand.readers();
    }

    private static double month(double bytesPerSecond, double perGb) {
        return bytesPerSecond * SECONDS / GB * perGb;
    }

    private static Reader shipped() {
        InputStream in = Prices.class.getResourceAsStream(SHIPPED);
        if (in == null) {
            throw new UncheckedIOException(new IOException(SHIPPED + " is not in the jar"));
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    private static Prices of(Properties properties, String file) {
        return new Prices(
                text(properties, "date", file),
                text(properties, "region", file),
                text(properties, "source", file),
                price(properties, "provisioned.shard-hour", file),
                price(properties, "provisioned.million-put-units", file),
                price(properties, "on-demand.stream-hour", file),
                price(properties, "on-demand.gb-in", file),
                price(properties, "on-demand.gb-out", file),
                price(properties, "advantage.gb-in", file),
                price(properties, "advantage.gb-out", file),
                price(properties, "advantage.committed-mib", file));
    }

    private static String text(Properties properties, String key, String file) {
        var text = properties.getProperty(key);
        if (text == null || text.isBlank()) {
            throw AppException.usage("--prices " + file + " has no " + key);
        }
        return text.strip();
    }

    private static double price(Properties properties, String key, String file) {
        var text = text(properties, key, file);
        try {
            var price = Double.parseDouble(text);
            if (price >= 0 && Double.isFinite(price)) {
                return price;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw AppException.usage("--prices " + file + ": " + key + "=" + text + " is not a price");
    }
}
