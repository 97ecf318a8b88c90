package delivery.localkinesis.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.fault.CallFaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation with every constraint of the service model, kept and broken, in JSON as the CLI sends it. */
class ServiceModelTest {
    private static final List<ModelCase> CASES = ModelCase.all();

    @Test
    void whatBreaksOneConstraintIsToldOfThatOne() throws IOException {
        var wrong = new ArrayList<String>();
        for (var one : CASES) {
            if (one.violation() == null || one.isOfKind()) {
                continue;
            }
            var answer = answer(one);
            if (!answer.startsWith("ValidationException: 1 validation error detected: Value ")
                            && !answer.startsWith("ValidationException: 2 validation errors detected: Value ")
                    || !answer.contains(" at '" + one.path() + "' failed to satisfy constraint: " + one.violation())) {
                wrong.add(one + " -> " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsOfAnotherKindIsToldSoInTheWordsOfAws() throws IOException {
        var wrong = new ArrayList<String>();
        for (var one : CASES) {
            if (one.isOfKind() && !answer(one).equals(one.violation())) {
                wrong.add(one + " -> " + answer(one));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatTheModelAllowsIsNotHeldAgainstIt() throws IOException {
        var wrong = new ArrayList<String>();
        for (var one : CASES) {
            if (one.violation() == null
                    && (answer(one).contains("failed to satisfy constraint")
                            || answer(one).startsWith("SerializationException"))) {
                wrong.add(one + " -> " + answer(one));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void allOfThemAreTold() throws IOException {
        assertThat(answer("GetShardIterator", "{\"StreamName\":\"\",\"StartingSequenceNumber\":\"007\"}"))
                .isEqualTo("ValidationException: 5 validation errors detected: "
                        + "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: [a-zA-Z0-9_.-]+; "
                        + "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or"
                        + " equal to 1; "
                        + "Value null at 'shardId' failed to satisfy constraint: Member must not be null; "
                        + "Value null at 'shardIteratorType' failed to satisfy constraint: Member must not be null; "
                        + "Value '007' at 'startingSequenceNumber' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: 0|([1-9]\\d{0,128})");
    }

    @Test
    void noMoreThanTenAreTold() throws IOException {
        var records = "{\"PartitionKey\":\"\"},".repeat(500);
        var answer = answer("PutRecords", "{\"Records\":[" + records + "{}]}");
        assertThat(answer)
                .startsWith("ValidationException: 10 validation errors detected: Value"
                        + " '[com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@")
                .contains("Value null at 'records.1.member.data' failed to satisfy constraint: Member must not be null")
                .contains("Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: Member must have"
                        + " length greater than or equal to 1");
    }

    @Test
    void aTextThatIsFarTooLongKeepsNobodyBusy() throws IOException {
        var arn = "arn:aws" + ":kinesis:".repeat(200_000);
        assertThat(answer("DescribeStream", "{\"StreamARN\":\"" + arn + "\"}"))
                .startsWith("ValidationException: 1 validation error")
                .endsWith("Member must have length less than or equal to 2048");
    }

    @Test
    void theDocumentationCountsThem() throws IOException {
        var broken = CASES.stream()
                .filter(one -> one.violation() != null && !one.isOfKind())
                .count();
        var kinds = CASES.stream().filter(ModelCase::isOfKind).count();
        var kept = CASES.size() - broken - kinds;
        assertThat(Files.readString(Path.of("../docs/local-kinesis.md")))
                .contains("| service model: a constraint is broken | " + broken + " |")
                .contains("| service model: a value of another kind | " + kinds + " |")
                .contains("| service model: a value just allowed | " + kept + " |");
    }

    private static String answer(ModelCase one) throws IOException {
        return answer(one.operation(), one.request().toString());
    }

    private static String answer(String operation, String body) throws IOException {
        var operations = new Operations(Engines.withoutLimits(2).engine);
        try {
            var request = operations.read(operation, body.getBytes(UTF_8), Wire.JSON);
            if (operation.equals("SubscribeToShard")) {
                operations.subscribe(request, CallFaults.NONE);
            } else {
                operations.answer(request, CallFaults.NONE, bytes -> new ByteArrayOutputStream());
            }
            return "done";
        } catch (KinesisError e) {
            return e.type() + ": " + e.getMessage();
        }
    }
}
