package delivery.ranking.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

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

    /** Those that have completed anything, and -1. */
    public void write(DataOutput out) throws IOException {
        for (var driver = 0; driver < completed.length; driver++) {
            if (completed[driver] > 0) {
                out.writeInt(driver);
                out.writeLong(completed[driver]);
                out.writeLong(earned[driver]);
            }
        }
        out.writeInt(-1);
    }

    public static DriverEarnings read(DataInput in) throws IOException {
        var drivers = new DriverEarnings();
        for (var driver = in.readInt(); driver >= 0; driver = in.readInt()) {
            drivers.room(driver);
            drivers.completed[driver] = in.readLong();
            drivers.earned[driver] = in.readLong();
        }
        return drivers;
    }
}
