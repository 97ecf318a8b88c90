package delivery.lab.launcher;

import delivery.app.AppException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** What the flags of a program may be, by the table that the scripts go by too: {@code flags.txt}. */
public final class FlagRules {
    private static final String NAME = "NAME";
    private static final List<Rule> ALL = read();

    private FlagRules() {}

    /** A line of the table. */
    private record Rule(String program, String flag, String kind, List<String> words) {
        static Rule of(String line) {
            var words = List.of(line.split(" +"));
            return new Rule(words.get(0), words.get(1), words.get(2), words.subList(3, words.size()));
        }

        boolean isFor(String name) {
            return program.equals(name) || program.equals("all");
        }

        /** That numbers are numbers, and words those that there are, is seen to where they are read. */
        void check(ParseResult given) {
            var value = value(given);
            if (value == null) {
                return;
            }
            switch (kind) {
                case "whole" ->
                    need(
                            isIn(((Number) value).longValue()),
                            value + " is not in " + words.get(0) + ".." + words.get(1));
                case "above-zero" ->
                    need(
                            (double) value > 0 && (double) value <= Double.parseDouble(words.get(0)),
                            value + " is not a number above 0, up to " + words.get(0));
                case "time" ->
                    need(!((Duration) value).isZero(), "is no time at all: give 1s or more, or leave it out");
                case "url" ->
                    need(
                            ((String) value).matches("https?://[^/ ]+(/[^ ]*)?"),
                            "'" + value + "' is not a URL such as http://localhost:4567");
                case "stream-name" ->
                    need(
                            ((String) value).matches("[a-zA-Z0-9_.-]{1,128}"),
                            "'" + value + "' is not a stream's name: 1 to 128 of a-z A-Z 0-9 _ . -");
                case "one-of" -> need(words.contains(value), "'" + value + "' is none of " + String.join(", ", words));
                case "not-with" ->
                    words.forEach(other -> need(
                            !isGiven(given) || !given.hasMatchedOption(other), "and " + other + " exclude each other"));
                case "only-for" ->
                    need(
                            !isGiven(given) || words.contains(name(given)),
                            "is for " + String.join(", ", words) + ", not for " + name(given));
                case "enum", "enums", "long", "switch", "text" -> {}
                default -> throw new IllegalStateException("no such rule: " + this);
            }
        }

        private Object value(ParseResult given) {
            if (!flag.startsWith("-")) {
                return name(given);
            }
            return given.commandSpec().findOption(flag).getValue();
        }

        private static Object name(ParseResult given) {
            return given.commandSpec().positionalParameters().get(0).getValue();
        }

        private boolean isGiven(ParseResult given) {
            return given.hasMatchedOption(flag);
        }

        private boolean isIn(long number) {
            return number >= Long.parseLong(words.get(0)) && number <= Long.parseLong(words.get(1));
        }

        private void need(boolean holds, String words) {
            if (!holds) {
                throw AppException.usage(flag.equals(NAME) ? words : flag + " " + words);
            }
        }
    }

    /**
     * @param program such as {@code demo}
     * @throws AppException if a flag says what cannot be
     */
    static void check(String program, ParseResult given) {
        ALL.stream().filter(rule -> rule.isFor(program)).forEach(rule -> rule.check(given));
    }

    /** All that the program may be given, as the table has it. */
    public static List<String> flagsOf(String program) {
        return ALL.stream()
                .filter(rule -> rule.isFor(program))
                .map(Rule::flag)
                .distinct()
                .toList();
    }

    private static List<Rule> read() {
        try (var in = FlagRules.class.getResourceAsStream("flags.txt");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Rule::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
