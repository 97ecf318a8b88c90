package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PageSizeTest {
    private static final Duration QUICK = Duration.ofMillis(10);

    private final PageSize size = new PageSize(1_000);

    @Test
    void isHalvedByEveryTimeOutAndNeverZero() {
        size.timedOut(1_000);
        assertThat(size.limit()).isEqualTo(500);
        for (var i = 0; i < 20; i++) {
            size.timedOut(size.limit());
        }
        assertThat(size.limit()).isOne();
    }

    @Test
    void whatTimedOutAlthoughItWasSmallIsHalvedFromThere() {
        size.timedOut(80);
        assertThat(size.limit()).isEqualTo(40);
    }

    @Test
    void growsBackByFullCallsThatLeftTimeToSpareUpToWhereItWas() {
        size.timedOut(1_000);
        size.timedOut(500);
        size.succeeded(250, QUICK);
        assertThat(size.limit()).isEqualTo(500);
        size.succeeded(500, QUICK);
        size.succeeded(1_000, QUICK);
        assertThat(size.limit()).isEqualTo(1_000);
        assertThat(size.isReduced()).isFalse();
    }

    @Test
    void aCallThatTookLongOrCarriedLittleDoesNotMakeItGrow() {
        size.timedOut(1_000);
        size.succeeded(500, PageSize.EASY);
        size.succeeded(250, QUICK);
        assertThat(size.limit()).isEqualTo(500);
    }

    /** Whatever the line carries: once found, a size that goes through is kept, without a time-out now and then. */
    @Test
    void settlesOnASteadyLine() {
        for (var perSecond = 1; perSecond < 2_000; perSecond += 7) {
            var settling = new PageSize(100_000);
            var timeOuts = 0;
            for (var call = 0; call < 100; call++) {
                var took = Duration.ofMillis(1_000L * settling.limit() / perSecond);
                if (took.compareTo(KinesisStream.ANSWER_TIME) < 0) {
                    settling.succeeded(settling.limit(), took);
                } else {
                    settling.timedOut(settling.limit());
                    timeOuts++;
                }
            }
            assertThat(timeOuts).as(perSecond + " a second").isLessThan(17);
        }
    }
}
