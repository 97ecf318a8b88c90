package delivery.orders;

import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.FileFailure;
import delivery.model.Region;
import delivery.orders.CityDemand.Plan;
import delivery.orders.CityDemand.Quarter;
import delivery.orders.CityDemand.Surge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** What a city is like, one thing a line; what the words mean is in docs/demand.md. */
final class CityFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_QUARTERS = 1_000;
    /** What is wrong with a line is one line, too. */
    private static final int MAX_LINE = 1_000;

    private static final int MAX_WORD = 60;
    private static final double MAX_WEIGHT = 1_000_000;
    private static final double MAX_FACTOR = 1_000;

    private final String name;
    private final Map<String, List<Double>> hours = new HashMap<>();
    private final List<Quarter> quarters = new ArrayList<>();
    private @Nullable Surge surge;
    private @Nullable Integer begins;

    private CityFile(String name) {
        this.name = name;
    }

    /** The one of {@code --demand city}. */
    static Plan ours() {
        try (var in = Objects.requireNonNull(CityFile.class.getResourceAsStream("city.txt"))) {
            return read("city", in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws AppException of bad usage if it cannot be read, or a line is not as it should be */
    static Plan read(String path) {
        try (var in = Files.newInputStream(Path.of(path))) {
            return read(path, in);
        } catch (InvalidPathException e) {
            throw AppException.usage("--demand '" + path + "' is neither uniform, city nor the name of a file");
        } catch (IOException e) {
            throw AppException.usage("--demand " + path + " cannot be read (" + FileFailure.words(e)
                    + "): give uniform, city, or a file as docs/demand.md describes it");
        }
    }

    private static Plan read(String name, InputStream in) throws IOException {
        var bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw AppException.usage("--demand " + name + " is longer than 1 MiB: no city needs that");
        }
        var text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        var file = new CityFile(name);
        var number = 0;
        for (var line : text.replace("\ufeff", "").split("\r?\n", -1)) {
            number++;
            try {
                file.line(line.replaceAll("#.*", "").strip());
            } catch (IllegalArgumentException | TypeConversionException e) {
                throw AppException.usage("--demand " + name + " line " + number + ": " + e.getMessage());
            }
        }
        return file.plan();
    }

    private void line(String line) {
        if (line.isEmpty()) {
            return;
        }
        var words = List.of(line.split("\\s+"));
        need(
                line.length() <= MAX_LINE && words.stream().allMatch(word -> word.length() <= MAX_WORD),
                "that is longer than 1000 characters, or a word of it than 60");
        need(
                words.stream().noneMatch(word -> word.chars().anyMatch(Character::isISOControl)),
                "it holds a character that is not printed");
        switch (words.get(0)) {
            case "hours" -> hours(words);
            case "quarter" -> quarter(words);
            case "surge" -> surge(words);
            case "begins" -> {
                need(words.size() == 2 && begins == null, "give it once: begins HOUR");
                begins = (int) number("the hour", words.get(1), CityDemand.HOURS - 1);
                need(
                        begins == number("the hour", words.get(1), CityDemand.HOURS),
                        "the hour is a whole number, 0 to 23");
            }
            default ->
                throw new IllegalArgumentException(
                        "'" + words.get(0) + "' is none of hours, quarter, surge and begins");
        }
    }

    private void hours(List<String> words) {
        need(words.size() == 2 + CityDemand.HOURS, "give a name and 24 factors: hours NAME F0 F1 ... F23");
        need(!hours.containsKey(words.get(1)), "hours " + words.get(1) + " are there already");
        hours.put(
                words.get(1),
                words.subList(2, words.size()).stream()
                        .map(word -> number("a factor", word, MAX_FACTOR))
                        .toList());
    }

    private void quarter(List<String> words) {
        need(words.size() == 7, "give a quarter as: quarter NAME X,Y X,Y PICKUPS DROPOFFS HOURS");
        need(quarters.stream().noneMatch(each -> each.name().equals(words.get(1))), words.get(1) + " is there already");
        need(quarters.size() < MAX_QUARTERS, "that is one quarter more than 1000");
        var from = corner(words.get(2));
        var to = corner(words.get(3));
        need(from.x() <= to.x() && from.y() <= to.y(), "give the corner with the lower x and y first");
        var factors = hours.get(words.get(6));
        if (factors == null) {
            throw new IllegalArgumentException("no line above says what hours " + words.get(6) + " are");
        }
        quarters.add(new Quarter(
                words.get(1),
                from,
                to,
                number("the weight of pick-ups", words.get(4), MAX_WEIGHT),
                number("the weight of drop-offs", words.get(5), MAX_WEIGHT),
                factors));
    }

    private void surge(List<String> words) {
        need(
                surge == null
                        && words.size() == 7
                        && words.get(1).equals("every")
                        && words.get(3).equals("for")
                        && words.get(5).equals("times"),
                "give it once: surge every 6h for 45m times 3");
        var every = minutes(words.get(2));
        var length = minutes(words.get(4));
        need(length <= every, "a surge takes no longer than the time from one to the next");
        surge = new Surge(every, length, number("times", words.get(6), MAX_FACTOR));
        need(surge.times() >= 1, "a surge is times 1 or more");
    }

    private static int minutes(String word) {
        var time = new Durations().convert(word);
        var minutes = time.toMinutes();
        need(
                minutes >= 1 && minutes <= 100 * CityDemand.DAY_MINUTES && time.equals(Duration.ofMinutes(minutes)),
                "'" + word + "' is not a time of whole minutes such as 45m or 6h, up to 100 days");
        return (int) minutes;
    }

    private static Region corner(String word) {
        need(word.matches("[0-9]{1,2},[0-9]{1,2}"), "'" + word + "' is not a region such as 13,14");
        var parts = word.split(",");
        return new Region(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    private static double number(String what, String word, double most) {
        need(word.matches("[0-9]{1,7}(\\.[0-9]{1,6})?"), what + " '" + word + "' is not a number such as 3 or 0.5");
        var number = Double.parseDouble(word);
        need(number <= most, what + " " + word + " is above " + (long) most);
        return number;
    }

    private static void need(boolean holds, String words) {
        if (!holds) {
            throw new IllegalArgumentException(words);
        }
    }

    private Plan plan() {
        var plan = new Plan(List.copyOf(quarters), surge, begins == null ? 0 : begins);
        var mean = plan.meanPickUps();
        needAll(mean > 0, "has no quarter with pick-ups: give a line such as quarter centre 10,10 19,19 5 5 HOURS");
        for (var hour = 0; hour < CityDemand.HOURS; hour++) {
            needAll(
                    plan.pickUps(hour) >= CityDemand.LEAST_BUSY * mean,
                    "has less than a hundredth of its mean pick-ups in hour " + hour + ": give that hour more");
        }
        needAll(
                quarters.stream()
                                .filter(each -> each.dropOffs() > 0)
                                .flatMap(CityFile::corners)
                                .distinct()
                                .count()
                        > 1,
                "has drop-offs in fewer than two regions: an order has to go somewhere else than it comes from");
        return plan;
    }

    private static Stream<Region> corners(Quarter quarter) {
        return Stream.of(quarter.from(), quarter.to());
    }

    private void needAll(boolean holds, String words) {
        if (!holds) {
            throw AppException.usage("--demand " + name + " is no city: it " + words);
        }
    }
}
