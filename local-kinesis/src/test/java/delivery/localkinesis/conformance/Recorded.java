package delivery.localkinesis.conformance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What others have recorded of AWS, request by request: how it answers those who do not speak its protocol, sign badly or
 * ask for what cannot be.
 */
final class Recorded {
    private static final String KINESALITE = "recorded from AWS by the tests of kinesalite: ";
    private static final String LOCALSTACK = "recorded from AWS by the snapshots of LocalStack: ";

    private static final String JSON = "application/x-amz-json-1.1";
    private static final String ACCESS_DENIED = "403 <AccessDeniedException>\n  <Message>Unable to determine"
            + " service/operation name to be authorized</Message>\n</AccessDeniedException>\n";
    private static final String UNKNOWN = "400 {\"__type\":\"UnknownOperationException\"}";
    private static final String UNREADABLE = "400 {\"__type\":\"SerializationException\"}";
    private static final String LONG = "a".repeat(129);

    private final List<Case> cases = new ArrayList<>();

    private Recorded() {}

    static List<Case> all() {
        var recorded = new Recorded();
        recorded.envelopes();
        recorded.signatures();
        recorded.pages();
        recorded.kinds();
        recorded.constraints();
        recorded.words();
        recorded.snapshots();
        return List.copyOf(recorded.cases);
    }

    private void envelopes() {
        for (var method : List.of("GET", "PUT")) {
            raw(
                    "a " + method + " is no operation",
                    ACCESS_DENIED,
                    Exchange.of(method).signed());
            raw("a " + method + " without a signature is no operation", ACCESS_DENIED, Exchange.of(method));
        }
        raw(
                "a POST of nothing without a word of its encoding is unknown, in CBOR",
                "400 \u00bff__typex\u0019UnknownOperationException\u00ff",
                Exchange.of("POST").signed());
        raw(
                "a body of no known encoding is no operation",
                ACCESS_DENIED,
                Exchange.of("POST").body("{}").signed());
        raw(
                "version 1.0 of the protocol is not spoken",
                ACCESS_DENIED,
                Exchange.of("POST")
                        .type("application/x-amz-json-1.0")
                        .body("{}")
                        .signed());
        raw(
                "version 1.0 of the protocol is not spoken to an operation either",
                "404 <UnknownOperationException/>\n",
                Exchange.to("ListStreams")
                        .type("application/x-amz-json-1.0")
                        .body("{}")
                        .signed());
        raw(
                "nothing without a target is unknown",
                UNKNOWN,
                Exchange.of("POST").type(JSON).signed());
        raw(
                "nothing without a target and a signature is unknown",
                UNKNOWN,
                Exchange.of("POST").type(JSON));
        raw(
                "an operation that is not there is unknown",
                UNKNOWN,
                Exchange.to("ListStream").body("{}").signed());
        raw(
                "another service's operation is unknown",
                UNKNOWN,
                Exchange.of("POST")
                        .type(JSON)
                        .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
                        .body("{}")
                        .signed());
        raw(
                "plain JSON is answered as of old",
                "404 {\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},\"Version\":\"1.0\"}",
                Exchange.to("ListStreams").type("application/json").body("{}"));
        raw(
                "plain JSON that is none is answered as of old",
                "400 {\"Output\":{\"__type\":\"com.amazon.coral.service#SerializationException\"},\"Version\":\"1.0\"}",
                Exchange.to("ListStreams").type("application/json").body("hello"));
        raw(
                "an empty body is no request",
                UNREADABLE,
                Exchange.to("ListStreams").signed());
        raw("an empty body is no request, signed or not", UNREADABLE, Exchange.to("ListStreams"));
        raw(
                "what is not JSON is no request, signed or not",
                UNREADABLE,
                Exchange.to("ListStreams").body("hello"));
    }

    private void signatures() {
        var missing =
                "400 {\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing Authentication Token\"}";
        var ask = Exchange.to("ListStreams").body("{}");
        raw("who does not sign is told so", missing, ask);
        raw(
                "a signature in the query needs its algorithm",
                missing,
                ask.path("/?X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d"));
        var all = incomplete("Authorization header requires 'Credential' parameter. "
                + "Authorization header requires 'Signature' parameter. "
                + "Authorization header requires 'SignedHeaders' parameter. "
                + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                + "Authorization=X");
        raw("a signature has four parts", all, ask.header("Authorization", "X"));
        raw(
                "a query of another kind does not matter",
                all,
                ask.path("/?X-Amz-Algorith").header("Authorization", "X"));
        for (var separator : List.of(" ", ",", ", ")) {
            var header = "AWS4- Signature=b" + separator + "Credential=a";
            raw(
                    "what a signature lacks is named: '" + header + "'",
                    incomplete("Authorization header requires 'SignedHeaders' parameter. Authorization=" + header),
                    ask.header("Authorization", header).header("Date", "a"));
        }
        raw(
                "a signature is in the header or in the query",
                "400 {\"__type\":\"InvalidSignatureException\",\"message\":\"Found both 'X-Amz-Algorithm' as a"
                        + " query-string param and 'Authorization' as HTTP header.\"}",
                ask.path("/?X-Amz-Algorithm").header("Authorization", "X"));
        raw(
                "a signature in the query has five parts",
                incomplete("AWS query-string parameters must include 'X-Amz-Algorithm'. "
                        + "AWS query-string parameters must include 'X-Amz-Credential'. "
                        + "AWS query-string parameters must include 'X-Amz-Signature'. "
                        + "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
                        + "AWS query-string parameters must include 'X-Amz-Date'. "
                        + "Re-examine the query-string parameters."),
                ask.path("/?X-Amz-Algorithm"));
    }

    private void pages() {
        add("a page may ask", "200 * 172800 a, b, c PUT", KINESALITE + "connection.js", p -> {
            var answer = p.exchange(Exchange.of("OPTIONS")
                    .header("Origin", "whatever")
                    .header("Access-Control-Request-Headers", "a, b, c")
                    .header("Access-Control-Request-Method", "PUT"));
            return answer.status() + answer.body() + " " + answer.header("access-control-allow-origin") + " "
                    + answer.header("access-control-max-age") + " "
                    + answer.header("access-control-allow-headers") + " "
                    + answer.header("access-control-allow-methods");
        });
        add("a page may see what it is refused", "403 *", KINESALITE + "connection.js", p -> {
            var answer = p.exchange(
                    Exchange.of("POST").header("Origin", "whatever").body("{}").signed());
            return answer.status() + " " + answer.header("access-control-allow-origin");
        });
        add("an answer says its ids", "36 true", KINESALITE + "connection.js", p -> {
            var answer = p.exchange(Exchange.to("ListStreams").body("{}").signed());
            var id = java.util.Base64.getDecoder().decode(answer.header("x-amz-id-2"));
            return answer.header("x-amzn-requestid").length() + " " + (id.length >= 72 && id.length <= 80);
        });
    }

    /** One of each kind; the service model's cases have them for every member. */
    private void kinds() {
        var number = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to ";
        kind("DeleteStream", "StreamName", "23", number + "an String");
        kind("DeleteStream", "StreamName", "true", "class java.lang.Boolean can not be converted to an String");
        kind("DeleteStream", "StreamName", "[]", "Start of list found where not expected");
        kind("DeleteStream", "StreamName", "{}", "Start of structure or map found where not expected.");
        kind("GetRecords", "Limit", "\"23\"", "class java.lang.String can not be converted to an Integer");
        kind(
                "ListShards",
                "StreamCreationTimestamp",
                "\"23\"",
                "class java.lang.String can not be converted to milliseconds since epoch");
        kind("DeleteStream", "EnforceConsumerDeletion", "\"23\"", "'23' can not be converted to an Boolean");
        kind("PutRecord", "Data", "23", number + "a Blob");
        kind(
                "PutRecord",
                "Data",
                "\"23456\"",
                "'23456' can not be converted to a Blob: Base64 encoded length is expected"
                        + " a multiple of 4 bytes but found: 5");
        kind("PutRecord", "Data", "\"=+/=\"", "'=+/=' can not be converted to a Blob: Invalid Base64 character: '='");
        kind(
                "PutRecord",
                "Data",
                "\"+/+=\"",
                "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected");
        kind("PutRecords", "Records", "\"23\"", "Expected list or null");
        kind("PutRecords", "Records", "[23]", "Expected null");
        kind("AddTagsToStream", "Tags", "23", "Expected map or null");
        kind("AddTagsToStream", "Tags", "{\"a\":23}", number + "an String");
        kind("RemoveTagsFromStream", "TagKeys", "[[]]", "Start of list found where not expected");
    }

    private void constraints() {
        var name = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        var some = "Member must have length greater than or equal to 1";
        var few = "Member must have length less than or equal to 128";
        violations(
                "DescribeStream",
                "{\"StreamName\":\"\",\"Limit\":0,\"ExclusiveStartShardId\":\"\"}",
                violation("", "streamName", name),
                violation("", "streamName", some),
                violation("0", "limit", "Member must have value greater than or equal to 1"),
                violation("", "exclusiveStartShardId", name),
                violation("", "exclusiveStartShardId", some));
        violations(
                "DescribeStream",
                "{\"StreamName\":\"" + LONG + "\",\"Limit\":100000,\"ExclusiveStartShardId\":\"" + LONG + "\"}",
                violation(LONG, "streamName", few),
                violation("100000", "limit", "Member must have value less than or equal to 10000"),
                violation(LONG, "exclusiveStartShardId", few));
        violations(
                "GetShardIterator",
                "{\"StreamName\":\"\",\"ShardId\":\"\",\"ShardIteratorType\":\"LATEST\",\"StartingSequenceNumber\":\"\"}",
                violation("", "streamName", name),
                violation("", "streamName", some),
                violation("", "shardId", name),
                violation("", "shardId", some),
                violation(
                        "",
                        "startingSequenceNumber",
                        "Member must satisfy regular expression pattern: 0|([1-9]\\\\d{0,128})"));
        violations(
                "PutRecord",
                "{\"StreamName\":\"a\",\"PartitionKey\":\"\",\"Data\":\"\",\"ExplicitHashKey\":\"\",\"SequenceNumberForOrdering\":\"\"}",
                violation("", "partitionKey", some),
                violation(
                        "", "explicitHashKey", "Member must satisfy regular expression pattern: 0|([1-9]\\\\d{0,38})"),
                violation(
                        "",
                        "sequenceNumberForOrdering",
                        "Member must satisfy regular expression pattern: 0|([1-9]\\\\d{0,128})"));
        violations(
                "PutRecords",
                "{\"StreamName\":\"\",\"Records\":[]}",
                violation("[]", "records", some),
                violation("", "streamName", name),
                violation("", "streamName", some));
        violations(
                "PutRecords",
                "{\"StreamName\":\"a\",\"Records\":[{\"PartitionKey\":\"\",\"Data\":\"\"},{}]}",
                violation("", "records.1.member.partitionKey", some),
                violation(null, "records.2.member.partitionKey", "Member must not be null"),
                violation(null, "records.2.member.data", "Member must not be null"));
        violations("GetRecords", "{}", violation(null, "shardIterator", "Member must not be null"));
        violations(
                "GetRecords",
                "{\"ShardIterator\":\"\",\"Limit\":0}",
                violation("", "shardIterator", some),
                violation("0", "limit", "Member must have value greater than or equal to 1"));
        violations(
                "AddTagsToStream",
                "{\"StreamName\":\"a\",\"Tags\":{\"" + LONG + "\":\"3\"}}",
                violation("{" + LONG + "=3}", "tags", "Map keys must satisfy constraint: [" + few + ", " + some + "]"));
        violations(
                "AddTagsToStream",
                "{\"StreamName\":\"a\",\"Tags\":{\"k\":\"" + LONG + LONG + "\"}}",
                violation(
                        "{k=" + LONG + LONG + "}",
                        "tags",
                        "Map value must satisfy constraint: [Member must have length"
                                + " less than or equal to 256, Member must have length greater than or equal to 0]"));
        violations(
                "RemoveTagsFromStream",
                "{\"StreamName\":\"a\",\"TagKeys\":[\"a\",\"" + LONG + "\",\"b\"]}",
                violation(
                        "[a, " + LONG + ", b]",
                        "tagKeys",
                        "Member must satisfy constraint: [" + few + ", " + some + "]"));
        raw(
                "a count beyond all numbers is the greatest there is",
                "LimitExceededException",
                p -> p.exchange(Exchange.to("CreateStream")
                                .body("{\"StreamName\":\"" + p.name() + "\",\"ShardCount\":100000000000}")
                                .signed())
                        .error());
        raw(
                "shards are listed by a stream or by a token",
                "InvalidArgumentException",
                p -> p.exchange(Exchange.to("ListShards").body("{}").signed()).error());
        for (var character : List.of(";", "\\t", "\\n", ",", "%")) {
            raw(
                    "a tag's key has no " + character,
                    "InvalidArgumentException",
                    p -> p.exchange(Exchange.to("AddTagsToStream")
                                    .body("{\"StreamName\":\"" + p.shared() + "\",\"Tags\":{\"abc" + character
                                            + "def\":\"1\"}}")
                                    .signed())
                            .error());
            raw(
                    "a tag's value has no " + character,
                    "InvalidArgumentException",
                    p -> p.exchange(Exchange.to("AddTagsToStream")
                                    .body("{\"StreamName\":\"" + p.shared() + "\",\"Tags\":{\"a\":\"abc" + character
                                            + "def\"}}")
                                    .signed())
                            .error());
            raw(
                    "no tag is removed whose key has " + character,
                    "InvalidArgumentException",
                    p -> p.exchange(Exchange.to("RemoveTagsFromStream")
                                    .body("{\"StreamName\":\"" + p.shared() + "\",\"TagKeys\":[\"abc" + character
                                            + "def\"]}")
                                    .signed())
                            .error());
        }
        raw(
                "a tag is looked at after its stream",
                "ResourceNotFoundException",
                p -> p.exchange(Exchange.to("RemoveTagsFromStream")
                                .body("{\"StreamName\":\"nobody\",\"TagKeys\":[\";\"]}")
                                .signed())
                        .error());
        raw("what is only done is answered with nothing", "200 ", p -> {
            var answer = p.exchange(Exchange.to("AddTagsToStream")
                    .body("{\"StreamName\":\"" + p.shared() + "\",\"Tags\":{\"\u00fc0 _.\":\"/=+-@\",\"c\":\"\"}}")
                    .signed());
            return answer.status() + " " + answer.body();
        });
    }

    private void words() {
        raw(
                "a time in milliseconds is one to come",
                "400 The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                        + " timestampInMillis: 1700000000000000, currentTimestampInMillis: N",
                p -> words(
                        p,
                        "GetShardIterator",
                        "{\"StreamName\":\"" + p.shared() + "\",\"ShardId\":\"shardId-0\",\"ShardIteratorType\":"
                                + "\"AT_TIMESTAMP\",\"Timestamp\":1700000000000}",
                        "currentTimestampInMillis: \\d+"));
        raw("a number for ordering of version 3 is AWS's failure", "500 {\"__type\":\"InternalFailure\"}", p -> {
            var number = new BigInteger("20000000000000000000000000000000000000000000003", 16);
            var answer = p.exchange(Exchange.to("PutRecord")
                    .body("{\"StreamName\":\"" + p.shared() + "\",\"PartitionKey\":\"a\",\"Data\":\"\","
                            + "\"SequenceNumberForOrdering\":\"" + number + "\"}")
                    .signed());
            return answer.status() + " " + answer.body();
        });
        raw(
                "who wants too many shards is told where to ask for more",
                "true",
                p -> Boolean.toString(p.exchange(Exchange.to("CreateStream")
                                .body("{\"StreamName\":\"" + p.name() + "\",\"ShardCount\":100000}")
                                .signed())
                        .body()
                        .endsWith(". Refer to the AWS Service Limits page"
                                + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current"
                                + " limits and how to request higher limits.\"}")));
        violations(
                "GetShardIterator",
                "{\"StreamName\":\"a\",\"ShardId\":\"a\",\"ShardIteratorType\":\"\"}",
                violation(
                        "",
                        "shardIteratorType",
                        "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP,"
                                + " AT_SEQUENCE_NUMBER, TRIM_HORIZON]"));
        for (var shard : List.of("2147483648", "ABKLFD8", "2.14E4", "shardId-002147483648")) {
            impossible("SplitShard", shard, "\"ShardToSplit\":\"" + shard + "\",\"NewStartingHashKey\":\"0\"");
            impossible("MergeShards", shard, "\"ShardToMerge\":\"0\",\"AdjacentShardToMerge\":\"" + shard + "\"");
        }
    }

    private void impossible(String operation, String shard, String members) {
        raw(
                operation + " of shard " + shard + " of no stream",
                "400 Could not find shard " + shard + " in stream nobody under account N.",
                p -> words(p, operation, "{\"StreamName\":\"nobody\"," + members + "}", "account \\d+"));
    }

    /** What a refusal says, without the digits of what varies. */
    private static String words(Probe p, String operation, String body, String varying) {
        var answer = p.exchange(Exchange.to(operation).body(body).signed());
        var said = answer.body().replaceAll(".*\"message\":\"(.*)\"}", "$1");
        return answer.status() + " "
                + Pattern.compile(varying)
                        .matcher(said)
                        .replaceFirst(found -> found.group().replaceFirst("\\d+", "N"));
    }

    private void snapshots() {
        add(
                "a stream without a word of shards has four",
                "4",
                LOCALSTACK + "test_create_stream_without_shard_count",
                p -> {
                    var name = p.name();
                    p.client.createStream(r -> r.streamName(name));
                    p.adopt(name);
                    return Integer.toString(p.shards(name).size());
                });
        add(
                "a stream needs a name",
                "400",
                LOCALSTACK + "test_create_stream_without_stream_name_raises",
                p -> Integer.toString(
                        p.exchange(Exchange.to("CreateStream").body("{}").signed())
                                .status()));
        add(
                "an iterator may be in quotes, as the CLI's output is",
                "a",
                LOCALSTACK + "test_get_records_shard_iterator_with_surrounding_quotes",
                p -> {
                    var stream = p.stream(1);
                    p.put(stream, "a");
                    var iterator = p.iterator(
                            stream, 0, software.amazon.awssdk.services.kinesis.model.ShardIteratorType.TRIM_HORIZON);
                    return p.read("\"" + iterator + "\"", 1);
                });
        add("each page has an iterator of its own", "true", LOCALSTACK + "test_get_records_next_shard_iterator", p -> {
            var first =
                    p.iterator(p.shared(), 0, software.amazon.awssdk.services.kinesis.model.ShardIteratorType.LATEST);
            return Boolean.toString(!first.equals(p.page(first).nextShardIterator()));
        });
    }

    private void kind(String operation, String member, String value, String message) {
        raw(
                operation + " with " + member + " " + value,
                "400 {\"__type\":\"SerializationException\",\"Message\":\"" + message + "\"}",
                Exchange.to(operation)
                        .body("{\"" + member + "\":" + value + "}")
                        .signed());
    }

    /** AWS tells them in no order. */
    private void violations(String operation, String body, String... each) {
        var expected = each.length + " " + String.join("; ", new java.util.TreeSet<>(List.of(each)));
        raw(operation + " with " + (body.length() > 80 ? body.substring(0, 80) + "..." : body), expected, p -> {
            var answer = p.exchange(Exchange.to(operation).body(body).signed()).body();
            var begin = answer.indexOf(" detected: ");
            var count = answer.replaceAll(".*\"message\":\"(\\d+) validation errors? detected.*", "$1");
            var told = answer.substring(begin + " detected: ".length(), answer.length() - 2)
                    .split("; ");
            return count + " " + String.join("; ", new java.util.TreeSet<>(List.of(told)));
        });
    }

    private static String violation(String value, String member, String rule) {
        return "Value " + (value == null ? "null" : "'" + value + "'") + " at '" + member
                + "' failed to satisfy constraint: " + rule;
    }

    private static String incomplete(String message) {
        return "400 {\"__type\":\"IncompleteSignatureException\",\"message\":\"" + message + "\"}";
    }

    private void raw(String name, String expected, Exchange exchange) {
        raw(name, expected, p -> {
            var answer = p.exchange(exchange);
            return answer.status() + " " + answer.body();
        });
    }

    private void raw(String name, String expected, Case.Steps steps) {
        add(name, expected, KINESALITE + "test", steps);
    }

    private void add(String name, String expected, String source, Case.Steps steps) {
        cases.add(new Case(name, expected, source, steps));
    }
}
