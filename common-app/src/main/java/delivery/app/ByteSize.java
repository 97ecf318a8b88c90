package delivery.app;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size as people write it on a command line, {@code 256m}: whole bytes, or KiB, MiB or GiB with {@code k}, {@code m} or {@code g}. */
public final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([kmg]?)", Pattern.CASE_INSENSITIVE);

    @Override
    public Long convert(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 64k, 256m or 2g");
        }
        var unit = form.group(2).toLowerCase(Locale.ROOT);
        return Long.parseLong(form.group(1)) << (unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1));
    }
}
