package delivery.ranking.state;

/** Numbers in sentences. */
final class Count {
    private Count() {}

    /** Such as {@code 1 event} and {@code 2 events}. */
    static String of(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    /** In the largest units that say it. */
    static String time(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : Count.of(seconds / 86_400, "day");
    }
}
