package delivery.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    /** {@code printf SOURCE-1 | sha256sum}, as docs/monitoring says. */
    @Test
    void anEventsTraceIsTheHashOfItsIdentity() throws Exception {
        var event = Events.created(1);
        var hash = new ProcessBuilder("bash", "-c", "printf %s-%s " + event.source() + " 1 | sha256sum").start();
        var digest = new String(hash.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(EventIds.of(event)).isEqualTo(new EventIds(digest.substring(0, 32), digest.substring(32, 48)));
    }
}
