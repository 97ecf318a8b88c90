package delivery.protocol;

import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The one large message. First what version 1 had, then what version 2 adds: all of it or nothing. */
final class BatchWire {
    private BatchWire() {}

    static void write(WireWriter out, Batch batch) {
        out.i64(batch.epoch());
        out.text(batch.shardId());
        out.position(batch.after());
        out.position(batch.to());
        out.i64(batch.millisBehindLatest());
        out.i64(batch.readThroughMillis());
        out.i32(batch.unknownFields());
        out.list(batch.events(), record -> EventWire.write(out, record.event()));
        out.list(batch.progress(), record -> {
            out.text(record.progress().source());
            out.i64(record.progress().acknowledged());
            out.bool(record.progress().closed());
            out.i64(record.progress().atMillis());
            out.i64(record.arrivedAtMillis());
        });
        out.list(batch.rejected(), record -> {
            out.text(record.sequenceNumber());
            out.text(record.partitionKey());
            out.i64(record.arrivedAtMillis());
            out.text(record.reason());
            out.text(record.message());
            out.bytes(record.bytes());
            out.i32(record.size());
        });
        out.list(batch.children(), out::text);

        writeOrigins(out, batch.events());
        batch.rejected().forEach(record -> {
            out.text(record.source());
            out.i64(record.number());
        });
        out.bool(batch.gap() != null);
        if (batch.gap() != null) {
            out.position(batch.gap().from());
            out.position(batch.gap().to());
            out.i64(batch.gap().fromMillis());
            out.i64(batch.gap().toMillis());
        }
        for (var record : batch.progress()) {
            out.list(List.copyOf(record.progress().throttled().entrySet()), each -> {
                out.text(each.getKey());
                out.i64(each.getValue());
            });
        }
        batch.progress().forEach(record -> out.bool(record.progress().writtenOff()));
    }

    /** Neighbours on a shard differ little: as differences, most numbers take a few bytes. */
    private static void writeOrigins(WireWriter out, List<EventRecord> records) {
        var number = BigInteger.ZERO;
        var millis = 0L;
        for (var record : records) {
            if (record.sequenceNumber() == null) {
                out.u8(0);
            } else {
                var step = record.sequenceNumber().subtract(number).toByteArray();
                out.u8(step.length);
                out.raw(step);
                number = record.sequenceNumber();
            }
            out.varint(record.arrivedAtMillis() - millis);
            millis = record.arrivedAtMillis();
        }
    }

    static Batch read(WireReader in) {
        var epoch = in.i64();
        var shardId = in.text();
        var after = in.position();
        var to = in.position();
        var millisBehindLatest = in.i64();
        var readThroughMillis = in.i64();
        var unknownFields = in.i32();
        var events = in.list(() -> EventWire.read(in));
        var progress = in.list(
                () -> new ProgressRecord(new SourceProgress(in.text(), in.i64(), in.bool(), in.i64()), in.i64()));
        var rejected = in.list(() ->
                new RejectedRecord(in.text(), in.text(), in.i64(), in.text(), in.text(), in.bytes(), in.i32(), "", 0));
        var children = in.list(in::text);
        var isVersion1 = in.isAtEnd();
        var records =
                isVersion1 ? events.stream().map(EventRecord::withoutOrigin).toList() : readOrigins(in, events);
        var owned = isVersion1 ? rejected : readSources(in, rejected);
        var gap = isVersion1 ? null : readGap(in);
        return new Batch(
                epoch,
                shardId,
                after,
                to,
                millisBehindLatest,
                readThroughMillis,
                records,
                isVersion1 ? progress : readWrittenOff(in, readThrottled(in, progress)),
                owned,
                unknownFields,
                children,
                gap);
    }

    private static List<EventRecord> readOrigins(WireReader in, List<OrderEvent> events) {
        var records = new ArrayList<EventRecord>(events.size());
        var number = BigInteger.ZERO;
        var millis = 0L;
        for (var event : events) {
            var size = in.u8();
            if (size > 0) {
                number = number.add(in.number(size));
            }
            millis += in.varint();
            records.add(new EventRecord(event, size == 0 ? null : number, millis));
        }
        return records;
    }

    private static List<RejectedRecord> readSources(WireReader in, List<RejectedRecord> rejected) {
        return rejected.stream().map(record -> record.from(in.text(), in.i64())).toList();
    }

    private static List<ProgressRecord> readThrottled(WireReader in, List<ProgressRecord> progress) {
        return progress.stream()
                .map(record -> record.throttled(in.list(() -> Map.entry(in.text(), in.i64())).stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Math::max))))
                .toList();
    }

    private static List<ProgressRecord> readWrittenOff(WireReader in, List<ProgressRecord> progress) {
        return progress.stream().map(record -> record.writtenOff(in.bool())).toList();
    }

    private static Gap readGap(WireReader in) {
        return in.bool() ? new Gap(in.position(), in.position(), in.i64(), in.i64()) : null;
    }
}
