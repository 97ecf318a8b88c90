import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.*;
import software.amazon.awssdk.services.kinesis.model.Record;

/** One process reads all shards: every record, parents before their children, and goes on where it was. */
public class SdkConsumer {
    static final String STREAM = System.getenv("STREAM_NAME");
    static final Path CHECKPOINTS = Path.of(System.getenv("VERIFY_DIR"));
    static final String END = "end";
    static final Pattern ID = Pattern.compile("\\{.*\"id\":\"([^\"]+)\".*}\\s*");
    static final KinesisClient KINESIS =
            KinesisClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
    static volatile boolean stop;

    public static void main(String[] arguments) throws Exception {
        var main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop = true;
            try {
                main.join(); // until each page at hand is processed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        var readers = new HashMap<String, Thread>();
        while (!stop) {
            try {
                var shards = shards();
                for (var shard : shards) {
                    if (!readers.containsKey(shard.shardId()) && parentsAreDone(shard, shards)) {
                        var reader = new Thread(() -> read(shard.shardId()));
                        readers.put(shard.shardId(), reader);
                        reader.start();
                    }
                }
            } catch (SdkException e) {
                System.err.println("asked again in a second: " + e.getMessage());
            }
            Thread.sleep(1_000);
        }
        for (var reader : readers.values()) {
            reader.join();
        }
    }

    /** The token goes alone: a paginator would name the stream again. */
    static List<Shard> shards() {
        var page = KINESIS.listShards(list -> list.streamName(STREAM));
        var shards = new ArrayList<>(page.shards());
        while (page.nextToken() != null) {
            var token = page.nextToken();
            page = KINESIS.listShards(list -> list.nextToken(token));
            shards.addAll(page.shards());
        }
        return shards;
    }

    /** A parent that is no longer listed has expired. */
    static boolean parentsAreDone(Shard shard, List<Shard> shards) {
        return shards.stream()
                .map(Shard::shardId)
                .filter(id -> id.equals(shard.parentShardId()) || id.equals(shard.adjacentParentShardId()))
                .allMatch(id -> END.equals(checkpoint(id)));
    }

    static void read(String shard) {
        var position = checkpoint(shard);
        String iterator = null;
        while (!stop && !END.equals(position)) {
            try {
                if (iterator == null) {
                    iterator = iterator(shard, position);
                }
                var at = iterator;
                var page = KINESIS.getRecords(get -> get.shardIterator(at));
                for (var record : page.records()) {
                    process(record);
                    position = record.sequenceNumber();
                }
                iterator = page.nextShardIterator();
                if (iterator == null) {
                    position = END; // and nothing else is the end: pages may be empty
                }
                if (position != null) {
                    checkpoint(shard, position); // after the work
                }
            } catch (ExpiredIteratorException e) {
                iterator = null; // a new one at the position, never at LATEST
            } catch (SdkException e) {
                System.err.println(shard + ", the same page again: " + e.getMessage());
            }
            try {
                Thread.sleep(250); // a shard gives five pages a second, to all who read it
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static String iterator(String shard, String position) {
        var start = position == null ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER;
        return KINESIS.getShardIterator(get -> get.streamName(STREAM)
                        .shardId(shard)
                        .shardIteratorType(start)
                        .startingSequenceNumber(position))
                .shardIterator();
    }

    static void process(Record record) {
        for (var data : Aggregated.parts(record.data().asByteArray())) {
            var id = ID.matcher(new String(data, StandardCharsets.UTF_8));
            if (id.matches()) {
                System.out.println("accepted " + id.group(1));
            } else {
                System.err.println("kept for a human: record " + record.sequenceNumber());
            }
        }
    }

    /** Null before the first. */
    static String checkpoint(String shard) {
        try {
            return Files.readString(CHECKPOINTS.resolve(shard));
        } catch (NoSuchFileException e) {
            return null;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The whole of it or nothing. */
    static void checkpoint(String shard, String position) {
        try {
            var file = Files.writeString(CHECKPOINTS.resolve(shard + ".new"), position);
            Files.move(file, CHECKPOINTS.resolve(shard), StandardCopyOption.ATOMIC_MOVE);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Only for records that the Kinesis Producer Library has aggregated. */
    static class Aggregated {
        static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

        static List<byte[]> parts(byte[] data) {
            if (data.length < 20 || !Arrays.equals(MAGIC, Arrays.copyOf(data, 4))) {
                return List.of(data);
            }
            return fields(ByteBuffer.wrap(data, 4, data.length - 20)).stream()
                    .flatMap(record -> fields(record).stream())
                    .map(bytes -> Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit()))
                    .toList();
        }

        /** Of a message in Protocol Buffers all fields of number 3: the records, and of a record its data. */
        static List<ByteBuffer> fields(ByteBuffer message) {
            var third = new ArrayList<ByteBuffer>();
            while (message.hasRemaining()) {
                int tag = varint(message);
                int value = varint(message);
                if (tag % 8 == 2) { // value is a length
                    var field = message.duplicate().limit(message.position() + value);
                    message.position(field.limit());
                    if (tag / 8 == 3) {
                        third.add(field);
                    }
                }
            }
            return third;
        }

        static int varint(ByteBuffer from) {
            int value = 0;
            for (int shift = 0, next = 128; next > 127; shift += 7) {
                next = from.get() & 255;
                value |= (next & 127) << shift;
            }
            return value;
        }
    }
}
