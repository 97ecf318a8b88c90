package delivery.it.faulty;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.core.SdkResponse;

/** What time it is for the service: the date of its last answer. */
final class ServiceClock {
    private volatile long millis;

    /** Any answer will do. */
    void heard(SdkResponse answer) {
        answer.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .ifPresent(date -> millis = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant()
                        .toEpochMilli());
    }

    long millis() {
        return millis;
    }
}
