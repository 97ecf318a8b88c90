package delivery.ranking;

import java.util.Arrays;
import java.util.List;

/** What each driver has earned by completed orders, in cents. Drivers are numbered, so this is two arrays. */
final class DriverEarnings {
    private long[] earned = new long[16];
    private long[] completed = new long[16];

    void complete(int driver, int price) {
        if (driver >= earned.length) {
            var length = Math.max(driver + 1, earned.length * 2);
            earned = Arrays.copyOf(earned, length);
            completed = Arrays.copyOf(completed, length);
        }
        earned[driver] += price;
        completed[driver]++;
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
}
