package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the page says in a colour can be read on what is behind it: 4.5 to 1 (WCAG 2.2, 1.4.3), in both themes. */
class PageColoursTest {
    private static final double ENOUGH = 4.5;
    private static final List<String> THEMES = List.of("light", "dark");

    private final String css;

    PageColoursTest() throws IOException {
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/delivery/ranking/web/page.css"))) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, panel",
        "text, ground",
        "dim, panel",
        "dim, ground",
        "good, panel",
        "good, ground",
        "wait, panel",
        "wait, ground",
        "warn, panel",
        "bad, panel",
        "bad, ground",
    })
    void wordsStandOutFromWhatIsBehindThem(String word, String behind) {
        THEMES.forEach(theme -> assertContrast(word, theme, colour(behind, theme)));
    }

    @ParameterizedTest
    @CsvSource({"good", "wait", "warn", "bad", "text"})
    void theVerdictStandsOutFromItsOwnTint(String word) {
        var part = shares("background: color-mix\\(in srgb, var\\(--now\\) (\\d+)%, var\\(--panel\\)\\)");
        var tint = word.equals("text") ? "good" : word;
        THEMES.forEach(theme -> part.forEach(share -> assertContrast(word, theme, tinted(tint, share, theme))));
    }

    /** Its row is the loudest there is: what it says must not drown in it. */
    @Test
    void whatARowWithoutAReaderSaysStandsOutWhenItIsReddest() {
        var red = shares("background: color-mix\\(in srgb, var\\(--bad\\) (\\d+)%, var\\(--panel\\)\\)").stream()
                .mapToInt(share -> share)
                .max()
                .orElseThrow();
        var words = found("\\[data-condition=\"unread\"\\][^{]*\\{ color: var\\(--(\\w+)\\)");
        assertThat(words).hasSizeGreaterThan(1);
        words.forEach(word -> THEMES.forEach(theme -> assertContrast(word, theme, tinted("bad", red, theme))));
    }

    private void assertContrast(String word, String theme, double[] behind) {
        assertThat(contrast(colour(word, theme), behind))
                .as("%s, %s", word, theme)
                .isGreaterThanOrEqualTo(ENOUGH);
    }

    private List<Integer> shares(String pattern) {
        var shares = found(pattern).stream().map(Integer::valueOf).toList();
        assertThat(shares).isNotEmpty();
        return shares;
    }

    private List<String> found(String pattern) {
        var all = new ArrayList<String>();
        var matcher = Pattern.compile(pattern).matcher(css);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    /** Red, green and blue, 0 to 1. */
    private double[] colour(String name, String theme) {
        var both = Pattern.compile("--" + name + ": light-dark\\(#(\\w{6}), #(\\w{6})\\)")
                .matcher(css);
        assertThat(both.find()).as(name).isTrue();
        var bits = Integer.parseInt(both.group(1 + THEMES.indexOf(theme)), 16);
        return new double[] {(bits >> 16) / 255.0, (bits >> 8 & 0xFF) / 255.0, (bits & 0xFF) / 255.0};
    }

    private double[] tinted(String name, int percent, String theme) {
        var tint = colour(name, theme);
        var panel = colour("panel", theme);
        var mixed = new double[3];
        for (var i = 0; i < mixed.length; i++) {
            mixed[i] = (tint[i] * percent + panel[i] * (100 - percent)) / 100;
        }
        return mixed;
    }

    private static double contrast(double[] one, double[] other) {
        var a = luminance(one);
        var b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(double[] colour) {
        return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
    }

    private static double linear(double part) {
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
