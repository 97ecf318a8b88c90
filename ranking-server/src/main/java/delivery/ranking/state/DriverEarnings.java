package delivery.ranking.state;

import delivery.bytes.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What each driver has earned by completed orders, in cents. Drivers are numbered, so this is two arrays. */
public final class DriverEarnings {
    private long[] earned = new long[16];
    private long[] completed = new long[16];

    void complete(int driver, int price) {
        room(driver);
        earned[driver] += price;
        completed[driver]++;
    }

    private void room(int driver) {
        if (driver >= earned.length) {
            var length = Math.max(driver + 1, earned.length * 2);
            earned = Arrays.copyOf(earned, length);
            completed = Arrays.copyOf(completed, length);
        }
    }

    List<Integer> top() {
        return TopTen.of(earned.length, driver -> earned[driver]);
    }

    long earned(int driver) {
        return earned[driver];
    }

    long completed(int driver) {
        return completed[driver];
    }

    DriverEarnings copy() {
        var copy = new DriverEarnings();
        copy.earned = earned.clone();
        copy.completed = completed.clone();
        return copy;
    }

    /** Of one who has completed anything. */
    private record Row(int driver, long completed, long earned) {
        static Row describe(Fields<Row> f) {
            return new Row(f.i32(Row::driver), f.i64(Row::completed), f.i64(Row::earned));
        }
    }

    private List<Row> rows() {
        return IntStream.range(0, completed.length)
                .filter(driver -> completed[driver] > 0)
                .mapToObj(driver -> new Row(driver, completed[driver], earned[driver]))
                .toList();
    }

    /** As bytes. */
    public static DriverEarnings describe(Fields<DriverEarnings> f) {
        var drivers = new DriverEarnings();
        for (var row : f.list(DriverEarnings::rows, Row::describe)) {
            drivers.room(row.driver);
            drivers.completed[row.driver] = row.completed;
            drivers.earned[row.driver] = row.earned;
        }
        return drivers;
    }
}
