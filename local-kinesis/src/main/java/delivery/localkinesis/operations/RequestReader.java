package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads any request of the protocol in one pass: the members of all operations have one meaning each, so one list of
 * them will do. What is not known is skipped, as AWS does.
 */
final class RequestReader {
    private static final int MANY_RECORDS = Limits.PUT_RECORDS + 1; // enough to be refused

    private final JsonParser in;
    private final Wire wire;

    private RequestReader(JsonParser in, Wire wire) {
        this.in = in;
        this.wire = wire;
    }

    /** @throws KinesisError if it is not a structure with members of the right kinds */
    static Request read(byte[] body, Wire wire) {
        var request = new Request();
        if (body.length == 0) {
            return request; // the CLI sends {} where there is nothing to say, others nothing at all
        }
        try (var in = wire.parser(body)) {
            var reader = new RequestReader(in, wire);
            reader.expect(in.nextToken(), JsonToken.START_OBJECT);
            reader.readMembers(request);
            return request;
        } catch (IOException e) {
            throw new KinesisError(KinesisError.Type.SerializationException, firstLine(e.getMessage()));
        }
    }

    private void readMembers(Request request) throws IOException {
        for (var name = in.nextFieldName(); name != null; name = nextMember()) {
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "StreamName" -> request.streamName = string();
                case "StreamARN" -> request.streamArn = string();
                case "ShardCount" -> request.shardCount = integer();
                case "Limit" -> request.limit = integer();
                case "MaxResults" -> request.maxResults = integer();
                case "NextToken" -> request.nextToken = string();
                case "ExclusiveStartShardId" -> request.exclusiveStartShardId = string();
                case "ExclusiveStartStreamName" -> request.exclusiveStartStreamName = string();
                case "ShardId" -> request.shardId = string();
                case "ShardIteratorType" -> request.shardIteratorType = string();
                case "StartingSequenceNumber" -> request.startingSequenceNumber = string();
                case "Timestamp" -> request.timestamp = timestamp();
                case "ShardIterator" -> request.shardIterator = string();
                case "ShardToSplit" -> request.shardToSplit = string();
                case "NewStartingHashKey" -> request.newStartingHashKey = string();
                case "ShardToMerge" -> request.shardToMerge = string();
                case "AdjacentShardToMerge" -> request.adjacentShardToMerge = string();
                case "Data" -> request.data = binary();
                case "PartitionKey" -> request.partitionKey = string();
                case "ExplicitHashKey" -> request.explicitHashKey = string();
                case "Records" -> request.records = records();
                case "ShardFilter" -> request.shardFilter = structure();
                case "StreamModeDetails" -> request.modeDetails = structure();
                case "TargetShardCount" -> request.targetShardCount = integer();
                case "ScalingType" -> request.scalingType = string();
                case "RetentionPeriodHours" -> request.retentionPeriodHours = integer();
                case "MaxRecordSizeInKiB" -> request.maxRecordSizeInKiB = integer();
                case "SequenceNumberForOrdering" -> request.sequenceNumberForOrdering = string();
                case "EncryptionType" -> request.encryptionType = string();
                case "KeyId" -> request.keyId = string();
                case "ShardLevelMetrics" -> request.shardLevelMetrics = strings();
                case "Tags" -> request.tags = stringMap();
                case "TagKeys" -> request.tagKeys = strings();
                case "ExclusiveStartTagKey" -> request.exclusiveStartTagKey = string();
                case "ResourceARN" -> request.resourceArn = string();
                case "StreamMode" -> request.streamMode = string();
                case "Type" -> request.type = string();
                case "EnforceConsumerDeletion" -> request.enforceConsumerDeletion = bool();
                case "ConsumerName" -> request.consumerName = string();
                case "ConsumerARN" -> request.consumerArn = string();
                case "StreamCreationTimestamp" -> request.streamCreationTimestamp = timestamp();
                case "StartingPosition" -> request.startingPosition = structure();
                case "SequenceNumber" -> request.sequenceNumber = string();
                default -> in.skipChildren();
            }
        }
    }

    private List<NewRecord> records() throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        var records = new ArrayList<NewRecord>(Limits.PUT_RECORDS);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            var record = record();
            if (records.size() < MANY_RECORDS) {
                records.add(record);
            }
        }
        return records;
    }

    private NewRecord record() throws IOException {
        expect(in.currentToken(), JsonToken.START_OBJECT);
        byte[] data = null;
        String partitionKey = null;
        String explicitHashKey = null;
        for (var name = in.nextFieldName(); name != null; name = nextMember()) {
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "Data" -> data = binary();
                case "PartitionKey" -> partitionKey = string();
                case "ExplicitHashKey" -> explicitHashKey = string();
                default -> in.skipChildren();
            }
        }
        return new NewRecord(data, partitionKey, explicitHashKey);
    }

    private List<String> strings() throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY);
        var strings = new ArrayList<String>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            strings.add(string());
        }
        return strings;
    }

    private Map<String, String> stringMap() throws IOException {
        expect(in.currentToken(), JsonToken.START_OBJECT);
        var map = new HashMap<String, String>();
        for (var key = in.nextFieldName(); key != null; key = nextMember()) {
            in.nextToken();
            map.put(key, string());
        }
        return map;
    }

    private Request structure() throws IOException {
        expect(in.currentToken(), JsonToken.START_OBJECT);
        var inner = new Request();
        readMembers(inner);
        return inner;
    }

    private String nextMember() throws IOException {
        var name = in.nextFieldName();
        if (name == null) {
            expect(in.currentToken(), JsonToken.END_OBJECT);
        }
        return name;
    }

    private String string() throws IOException {
        expect(in.currentToken(), JsonToken.VALUE_STRING);
        return in.getText();
    }

    private int integer() throws IOException {
        expect(in.currentToken(), JsonToken.VALUE_NUMBER_INT);
        return in.getIntValue();
    }

    private boolean bool() throws IOException {
        if (!in.currentToken().isBoolean()) {
            throw new IOException("true or false is expected, not " + in.currentToken());
        }
        return in.getBooleanValue();
    }

    private Instant timestamp() throws IOException {
        if (!in.currentToken().isNumeric()) {
            throw new IOException("a number is expected, not " + in.currentToken());
        }
        return wire.readTimestamp(in);
    }

    private byte[] binary() throws IOException {
        if (in.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
            expect(in.currentToken(), JsonToken.VALUE_STRING);
        }
        return in.getBinaryValue();
    }

    private void expect(JsonToken actual, JsonToken expected) throws IOException {
        if (actual != expected) {
            throw new IOException(expected + " is expected, not " + actual);
        }
    }

    private static String firstLine(String text) {
        return text == null ? "unreadable request" : text.lines().findFirst().orElse("unreadable request");
    }
}
