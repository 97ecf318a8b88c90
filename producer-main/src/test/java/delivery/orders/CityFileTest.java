package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.model.Region;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CityFileTest {
    private static final String HOURS = "hours all" + " 1".repeat(24) + "\n";
    private static final String CENTRE = "quarter centre 10,10 12,12 4 5 all\n";

    @TempDir
    private Path folder;

    @Test
    void whatAFileSaysIsTheCity() throws IOException {
        var plan = read("\ufeff# a town\r\n" + HOURS + CENTRE + "surge every 6h for 45m times 2.5 # rarely\nbegins 23");
        assertThat(plan.begins()).isEqualTo(23);
        assertThat(plan.surge()).isEqualTo(new CityDemand.Surge(360, 45, 2.5));
        assertThat(plan.quarters()).singleElement().satisfies(quarter -> {
            assertThat(quarter.from()).isEqualTo(new Region(10, 10));
            assertThat(quarter.to()).isEqualTo(new Region(12, 12));
            assertThat(quarter.pickUps()).isEqualTo(4);
            assertThat(quarter.dropOffs()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "street 1 2 | line 3: 'street' is none of hours, quarter, surge and begins",
                "hours some 1 2 3 | line 3: give a name and 24 factors",
                "hours all 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | line 3: hours all are there already",
                "hours b -1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | line 3: a factor '-1' is not a number",
                "hours b NaN 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | line 3: a factor 'NaN' is not a number",
                "hours b 1001 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | line 3: a factor 1001 is above 1000",
                "quarter centre 1,1 2,2 1 1 all | line 3: centre is there already",
                "quarter x 1,1 2,2 1 1 | line 3: give a quarter as",
                "quarter x 1,1 2,30 1 1 all | line 3: region (2, 30) is outside 0..29",
                "quarter x 1.5,1 2,3 1 1 all | line 3: '1.5,1' is not a region",
                "quarter x 3,1 2,3 1 1 all | line 3: give the corner with the lower x and y first",
                "quarter x 1,1 2,2 1 1 night | line 3: no line above says what hours night are",
                "quarter x 1,1 2,2 1e9 1 all | line 3: the weight of pick-ups '1e9' is not a number",
                "quarter x 1,1 2,2 1 1000001 all | line 3: the weight of drop-offs 1000001 is above 1000000",
                "surge every 6h for 7h times 3 | line 3: a surge takes no longer than",
                "surge every 6h for 90s times 3 | line 3: '90s' is not a time of whole minutes",
                "surge every 6 for 1h times 3 | line 3: '6' is not a duration",
                "surge every 6h for 1h times 0.5 | line 3: a surge is times 1 or more",
                "surge now | line 3: give it once: surge every",
                "begins 24 | line 3: the hour 24 is above 23",
                "begins 1.5 | line 3: the hour is a whole number",
                "begins | line 3: give it once: begins HOUR",
            })
    void aBadLineIsNamedWithItsNumberAndItsCause(String line, String why) {
        assertRefused(HOURS + CENTRE + line, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has no quarter with pick-ups",
                "quarter a 1,1 2,2 0 1 all | has no quarter with pick-ups",
                "quarter a 1,1 1,1 1 1 all | has drop-offs in fewer than two regions",
                "quarter a 1,1 2,2 1 0 all | has drop-offs in fewer than two regions",
            })
    void aCityWithoutAWayToDriveIsRefused(String line, String why) {
        assertRefused(HOURS + line, why);
    }

    @Test
    void anHourWithoutOrdersIsRefusedSinceItWouldTakeTooLong() {
        assertRefused(HOURS.replaceFirst("1", "0") + CENTRE, "hundredth of its mean pick-ups in hour 0");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedWithTheCause() throws IOException {
        assertThatThrownBy(() -> CityFile.read(folder.resolve("none").toString()))
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> CityFile.read(folder.toString())).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> CityFile.read("a\0b")).hasMessageContaining("neither uniform, city nor");
        var bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 0});
        assertThatThrownBy(() -> CityFile.read(bytes.toString())).hasMessageContaining("it is not text in UTF-8");
        assertRefused("#".repeat(1 << 20) + "\n", "longer than 1 MiB");
    }

    /** Nor does it fill or change the terminal of who made the mistake. */
    @Test
    void aLineThatIsNoTextForPeopleIsNotRepeated() {
        assertRefused(HOURS + CENTRE + "x".repeat(61), "line 3: that is longer than 1000 characters, or a word of it");
        assertRefused(
                HOURS + CENTRE + "x ".repeat(501), "line 3: that is longer than 1000 characters, or a word of it");
        assertRefused(HOURS + CENTRE + "qu\u001b[2Jarter", "line 3: it holds a character that is not printed");
    }

    private void assertRefused(String text, String why) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(AppException.class)
                .hasMessageContaining("--demand")
                .hasMessageContaining(why)
                .satisfies(refused ->
                        assertThat(((AppException) refused).exitCode()).isEqualTo(2));
    }

    private CityDemand.Plan read(String text) throws IOException {
        return CityFile.read(Files.writeString(folder.resolve("town.txt"), text, StandardCharsets.UTF_8)
                .toString());
    }
}
