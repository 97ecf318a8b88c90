package delivery.app.program;

import java.math.BigInteger;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on a command line: in ASCII digits, whatever the machine's language, and what is said of any other. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,100}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,100}([.][0-9]*)?([eE][+-]?[0-9]+)?");

    private Numbers() {}

    static void register(CommandLine commandLine) {
        ITypeConverter<Integer> ints = text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        ITypeConverter<Long> longs = text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        ITypeConverter<Double> doubles = Numbers::decimal;
        commandLine.registerConverter(int.class, ints).registerConverter(Integer.class, ints);
        commandLine.registerConverter(long.class, longs).registerConverter(Long.class, longs);
        commandLine.registerConverter(double.class, doubles).registerConverter(Double.class, doubles);
        commandLine.registerConverter(BigInteger.class, Numbers::whole);
    }

    private static BigInteger whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a whole number, such as 7");
        }
        return new BigInteger(text);
    }

    private static long whole(String text, long min, long max) {
        var number = whole(text);
        if (number.compareTo(BigInteger.valueOf(min)) < 0) {
            throw new TypeConversionException("'" + text + "' is too small");
        }
        if (number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return number.longValue();
    }

    private static double decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a number, such as 11.1");
        }
        return Double.parseDouble(text);
    }
}
