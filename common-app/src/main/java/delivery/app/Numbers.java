package delivery.app;

import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on a command line: in ASCII digits, whatever the machine's language, and what is said of any other. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?");

    private Numbers() {}

    static void register(CommandLine commandLine) {
        ITypeConverter<Integer> ints = text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        ITypeConverter<Long> longs = text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        ITypeConverter<Double> doubles = Numbers::decimal;
        commandLine.registerConverter(int.class, ints).registerConverter(Integer.class, ints);
        commandLine.registerConverter(long.class, longs).registerConverter(Long.class, longs);
        commandLine.registerConverter(double.class, doubles).registerConverter(Double.class, doubles);
    }

    private static long whole(String text, long min, long max) {
        if (!WHOLE.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a whole number, such as 7");
        }
        try {
            var number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // too many digits
        }
        throw new TypeConversionException("'" + text + "' is out of range: it must be from " + min + " to " + max);
    }

    private static double decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a number, such as 11.1");
        }
        return Double.parseDouble(text);
    }
}
