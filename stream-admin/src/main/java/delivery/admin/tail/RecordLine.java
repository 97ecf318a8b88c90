package delivery.admin.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import delivery.admin.command.Json;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.model.Decoded;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.Region;
import delivery.model.SourceProgress;
import java.io.IOException;
import java.util.Base64;

/** One record of the stream as one line: the event in it, or why it is none of ours. */
record RecordLine(String shardId, StoredRecord record, Decoded decoded) {
    private static final OrderEvent.Visitor<String> TEXT = new OrderEvent.Visitor<>() {
        @Override
        public String created(OrderCreated e) {
            return "created   " + e.orderId() + " from " + at(e.pickUp()) + " to " + at(e.dropOff()) + " for "
                    + e.price() + " cents within " + e.windowSeconds() + " s";
        }

        @Override
        public String assigned(OrderAssigned e) {
            return "assigned  " + e.orderId() + " to " + OrderEvent.driverName(e.driver()) + " at " + at(e.driverAt());
        }

        @Override
        public String completed(OrderCompleted e) {
            return "completed " + e.orderId() + " by " + OrderEvent.driverName(e.driver()) + " after "
                    + (e.completedAtMillis() - e.assignedAtMillis()) / 1e3 + " s";
        }
    };

    String text() {
        return shardId + " " + record.arrivedAt() + " " + what();
    }

    /** The event as it is on the stream; of a rejected record the bytes, so that they can be looked into. */
    String json() {
        try {
            var line = Json.MAPPER.createObjectNode();
            line.put("shardId", shardId);
            line.put("sequenceNumber", record.sequenceNumber());
            if (record.part() >= 0) {
                line.put("subSequenceNumber", record.part());
            }
            line.put("arrivedAt", record.arrivedAt().toString());
            if (decoded instanceof Decoded.Rejected rejected) {
                line.put("rejected", rejected.reason());
                line.put("message", rejected.message());
                line.put("base64", Base64.getEncoder().encodeToString(record.data()));
            } else {
                line.set("event", Json.MAPPER.readTree(record.data()));
            }
            return Json.MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException("an event that is no JSON was decoded", e);
        }
    }

    private String what() {
        if (decoded instanceof Decoded.Rejected rejected) {
            return "rejected  " + rejected.reason() + ": " + rejected.message() + " (" + record.data().length
                    + " bytes)";
        }
        var event = ((Decoded.Event) decoded).event();
        if (event instanceof SourceProgress progress) {
            return "progress  " + progress.source() + " has " + progress.acknowledged() + " events on the stream"
                    + (progress.writtenOff() ? " and is written off" : progress.closed() ? " and has ended" : "");
        }
        return ((OrderEvent) event).accept(TEXT);
    }

    private static String at(Region region) {
        return "(" + region.x() + "," + region.y() + ")";
    }
}
