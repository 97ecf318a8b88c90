package delivery.model;

/**
 * An order's name everywhere: the source that made it and its dense counter there, 1..{@link #MAX_NUMBER}. Written
 * {@code k3v9ab12-17}.
 */
public record OrderId(String source, long number) {
    /** Ten digits: at 10,000 orders a second one run reaches it after eleven days. */
    public static final long MAX_NUMBER = 9_999_999_999L;

    public OrderId {
        SourceId.check(source);
        checkNumber(number);
    }

    static long checkNumber(long number) {
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("counter " + number + " is not in 1.." + MAX_NUMBER);
        }
        return number;
    }

    /** @throws IllegalArgumentException if the text is not {@code source-number} in its one canonical form */
    public static OrderId parse(String text) {
        var dash = text.indexOf('-');
        if (dash < 0 || text.length() - dash - 1 > 10 || text.length() == dash + 1 || text.charAt(dash + 1) == '0') {
            throw new IllegalArgumentException("an order id is source-number");
        }
        var number = 0L;
        for (var i = dash + 1; i < text.length(); i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("an order id is source-number");
            }
            number = number * 10 + digit;
        }
        return new OrderId(text.substring(0, dash), number);
    }

    @Override
    public String toString() {
        return source + "-" + number;
    }
}
