package delivery.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a process and all that it has started take of the machine. Linux only: by {@code /proc}. */
public final class Processes {
    /** Of {@code /proc/PID/stat}, after the name: user and system time in ticks, resident pages. */
    private static final int USER = 11;

    private static final int RESIDENT = 21;
    private static final double TICKS_A_SECOND = 100;
    private static final double PAGES_A_MEBIBYTE = 256;

    private Processes() {}

    /** User and system time so far, of those that are there. */
    public static double cpuSeconds(ProcessHandle process) {
        return sum(process, words -> (number(words[USER]) + number(words[USER + 1])) / TICKS_A_SECOND);
    }

    public static double residentMebibytes(ProcessHandle process) {
        return sum(process, words -> number(words[RESIDENT]) / PAGES_A_MEBIBYTE);
    }

    private static double sum(ProcessHandle process, ToDoubleFunction<String[]> figure) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(each -> of(each.pid(), figure))
                .sum();
    }

    /** 0 for one that is gone. */
    private static double of(long pid, ToDoubleFunction<String[]> figure) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return figure.applyAsDouble(
                    stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return 0;
        }
    }

    private static double number(String word) {
        return Double.parseDouble(word);
    }
}
