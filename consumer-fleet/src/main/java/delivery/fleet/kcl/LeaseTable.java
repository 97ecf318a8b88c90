package delivery.fleet.kcl;

import delivery.app.AppException;
import delivery.app.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/**
 * The table of leases, looked at before the KCL is: it would use any that has the right key, whosever leases are in it, and
 * goes on trying for ever without a right. Made with all that the KCL adds to it later.
 */
final class LeaseTable {
    private static final String KEY = "leaseKey";
    private static final String OWNER = "leaseOwner";
    private static final String INDEX = "LeaseOwnerToLeaseKeyIndex";
    /** Of an item that is not there, and is not made. */
    private static final Map<String, AttributeValue> NOBODY =
            Map.of(KEY, AttributeValue.builder().s("rights-of-consumer-fleet").build());

    private static final String ONLY_IF_THERE = "attribute_exists(" + KEY + ")";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration MAKING = Duration.ofMinutes(2);
    /** A Date has whole seconds. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DynamoDbAsyncClient dynamo;
    private final KclSettings settings;
    private final Waiter waiter;
    private final TableFailure failure;

    LeaseTable(DynamoDbAsyncClient dynamo, KclSettings settings, String where, Waiter waiter) {
        this.dynamo = dynamo;
        this.settings = settings;
        this.waiter = waiter;
        failure = new TableFailure(settings.table(), where);
    }

    /**
     * Makes it if there is none.
     *
     * @throws AppException if it is another's, if a right is missing, or if the clock here is wrong
     */
    void prepare(Map<String, String> mark) {
        var table = described().orElseGet(this::make);
        checkKey(table);
        checkMark(table.tableArn(), mark);
        checkRights();
    }

    private Optional<TableDescription> described() {
        try {
            var askedAt = Instant.now();
            var answer = ask("DescribeTable", () -> dynamo.describeTable(r -> r.tableName(settings.table())));
            checkClock(askedAt, answer);
            return Optional.of(answer.table());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private TableDescription make() {
        try {
            ask(
                    "CreateTable",
                    () -> dynamo.createTable(table -> table.tableName(settings.table())
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(text(KEY), text(OWNER))
                            .keySchema(key(KEY, KeyType.HASH))
                            .globalSecondaryIndexes(List.of(GlobalSecondaryIndex.builder()
                                    .indexName(INDEX)
                                    .keySchema(key(OWNER, KeyType.HASH), key(KEY, KeyType.RANGE))
                                    .projection(what -> what.projectionType(ProjectionType.KEYS_ONLY))
                                    .build()))));
        } catch (ResourceInUseException e) {
            // another worker was faster
        }
        for (var left = MAKING; !left.isNegative(); left = left.minus(BETWEEN_LOOKS)) {
            var table = described();
            if (table.isPresent() && table.get().tableStatus() == TableStatus.ACTIVE) {
                return table.get();
            }
            if (!waiter.await(BETWEEN_LOOKS)) {
                throw AppException.failed("told to stop before table " + settings.table() + " was made");
            }
        }
        throw AppException.unreachable("table " + settings.table() + " does not become ACTIVE: look at it with aws"
                + " dynamodb describe-table");
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private void checkKey(TableDescription table) {
        var names =
                table.keySchema().stream().map(KeySchemaElement::attributeName).toList();
        if (!names.equals(List.of(KEY))) {
            throw AppException.failed("table " + settings.table() + " is no table of leases, its key is "
                    + String.join(" and ", names) + ": give another --table");
        }
    }

    /** One that is new, or was left by a worker that died while it made it, has no lease and no mark. */
    private void checkMark(String arn, Map<String, String> mark) {
        var found = tags(arn);
        if (found.isEmpty() && isEmpty()) {
            ask(
                    "TagResource",
                    () -> dynamo.tagResource(r -> r.resourceArn(arn)
                            .tags(mark.entrySet().stream()
                                    .map(each -> Tag.builder()
                                            .key(each.getKey())
                                            .value(each.getValue())
                                            .build())
                                    .toList())));
            return;
        }
        if (found.isEmpty()) {
            throw AppException.failed("table " + settings.table() + " has leases of another program: it has no tag"
                    + " delivery:application; give another --table");
        }
        for (var each : new TreeMap<>(mark).entrySet()) {
            var is = found.get(each.getKey());
            if (!each.getValue().equals(is)) {
                throw AppException.failed("table " + settings.table() + " has the leases of another "
                        + each.getKey().replaceAll("delivery:([a-z]+).*", "$1") + " (" + each.getKey() + " is " + is
                        + ", and ours " + each.getValue() + "): give another --application or --table");
            }
        }
    }

    private Map<String, String> tags(String arn) {
        var ours = new TreeMap<String, String>();
        ask("ListTagsOfResource", () -> dynamo.listTagsOfResource(r -> r.resourceArn(arn))).tags().stream()
                .filter(tag -> tag.key().startsWith("delivery:"))
                .forEach(tag -> ours.put(tag.key(), tag.value()));
        return ours;
    }

    private boolean isEmpty() {
        return ask("Scan", () -> dynamo.scan(r -> r.tableName(settings.table()).limit(1)))
                .items()
                .isEmpty();
    }

    /** Each with an item that is not there and is not made: a worker without one of them would only seem to run. */
    private void checkRights() {
        var table = settings.table();
        ask("GetItem", () -> dynamo.getItem(r -> r.tableName(table).key(NOBODY)));
        ask("Scan", () -> dynamo.scan(r -> r.tableName(table).limit(1)));
        ask(
                "Query",
                () -> dynamo.query(r -> r.tableName(table)
                        .indexName(INDEX)
                        .keyConditionExpression(OWNER + " = :owner")
                        .expressionAttributeValues(Map.of(":owner", NOBODY.get(KEY)))));
        ifThere(
                "PutItem",
                () -> dynamo.putItem(r -> r.tableName(table).item(NOBODY).conditionExpression(ONLY_IF_THERE)));
        ifThere(
                "UpdateItem",
                () -> dynamo.updateItem(r -> r.tableName(table)
                        .key(NOBODY)
                        .updateExpression("SET " + OWNER + " = :owner")
                        .expressionAttributeValues(Map.of(":owner", NOBODY.get(KEY)))
                        .conditionExpression(ONLY_IF_THERE)));
        ifThere(
                "DeleteItem",
                () -> dynamo.deleteItem(r -> r.tableName(table).key(NOBODY).conditionExpression(ONLY_IF_THERE)));
    }

    private <T> void ifThere(String operation, Supplier<CompletableFuture<T>> call) {
        try {
            ask(operation, call);
        } catch (ConditionalCheckFailedException e) {
            // as it should be
        }
    }

    /** Workers tell each other that they are there by the time of day: one whose clock is wrong seems dead. */
    private void checkClock(Instant askedAt, DescribeTableResponse answer) {
        var answeredAt = Instant.now();
        var said = answer.sdkHttpResponse().firstMatchingHeader("Date").flatMap(LeaseTable::time);
        var ahead = said.map(date -> ahead(askedAt, date, answeredAt)).orElse(Duration.ZERO);
        if (ahead.abs().compareTo(settings.clockTolerance()) > 0) {
            throw AppException.failed(
                    "the clock of this machine is " + ahead.abs().toSeconds() + " s "
                            + (ahead.isNegative() ? "behind" : "ahead of")
                            + " DynamoDB's, and workers that differ by more than "
                            + settings.clockTolerance().toSeconds()
                            + " s take each other for dead: set it (NTP), or give a longer"
                            + " --failover");
        }
    }

    /**
     * What the clock here is ahead of the service's for certain: it has said the time, cut off to the second, at some moment
     * between the question and the answer, and a busy machine may take seconds for that.
     */
    static Duration ahead(Instant askedAt, Instant said, Instant answeredAt) {
        var atLeast = Duration.between(said.plus(SECOND), askedAt);
        var atMost = Duration.between(said, answeredAt);
        if (!atLeast.isNegative()) {
            return atLeast;
        }
        return atMost.isNegative() ? atMost : Duration.ZERO;
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** @throws AppException unless the answer is one that a caller knows what to do with */
    private <T> T ask(String operation, Supplier<CompletableFuture<T>> call) {
        try {
            return call.get().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ResourceNotFoundException missing) {
                throw missing;
            } else if (e.getCause() instanceof ResourceInUseException there) {
                throw there;
            } else if (e.getCause() instanceof ConditionalCheckFailedException absent) {
                throw absent;
            }
            throw failure.explain(operation, e.getCause() == null ? e : e.getCause());
        }
    }
}
