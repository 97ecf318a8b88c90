package delivery.ranking.web;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a page's fields is not as it was: what somebody needs who has the page of before. */
final class Change {
    private static final RecordComponent[] FIELDS = PageJson.class.getRecordComponents();

    private Change() {}

    /** A field that is too large to be told anew when a part of it has changed. */
    interface Partly {
        /** Puts what has changed of it under its name, or under another one. */
        void since(Object before, String name, Map<String, Object> into);
    }

    /** By name. The moment is always told: against it the page measures its own clock. */
    static Map<String, Object> of(PageJson before, PageJson now) {
        var changed = new LinkedHashMap<String, Object>();
        changed.put("asOf", now.asOf());
        for (var field : FIELDS) {
            var had = value(field, before);
            var value = value(field, now);
            if (value instanceof Partly part) {
                part.since(had, field.getName(), changed);
            } else if (value != null && !value.equals(had)) {
                changed.put(field.getName(), value);
            }
        }
        return changed;
    }

    private static Object value(RecordComponent field, PageJson page) {
        try {
            return field.getAccessor().invoke(page);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a field of a record that cannot be asked for: " + field, e);
        }
    }
}
