package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CloudFormation template says the same as the policies beside it, and names nothing that is not in it. */
class PolicyTest {
    @ParameterizedTest
    @CsvSource({
        "producer-main, ProducerMainPolicy",
        "producer-driver, ProducerDriverPolicy",
        "consumer, ConsumerPolicy",
        "stream-admin, StreamAdminPolicy"
    })
    void theStackGivesAProgramWhatItsPolicySays(String program, String resource) throws IOException {
        var policy = Policies.read("stack.json").at("/Resources/" + resource + "/Properties/PolicyDocument");
        assertThat(Policies.actionsOf(policy)).isEqualTo(Policies.actionsOf(program));
        var key = Policies.words(policy.at("/Statement/1/Fn::If/1/Action"));
        assertThat(key.contains("kms:GenerateDataKey"))
                .isEqualTo(Policies.actionsOf(program).contains("PutRecords"));
        assertThat(key.contains("kms:Decrypt"))
                .isEqualTo(Policies.actionsOf(program).contains("GetRecords"));
    }

    @Test
    void noPolicyIsForMoreThanOneStream() throws IOException {
        for (var program : Policies.PROGRAMS) {
            var statements = Policies.read(program + ".json").at("/Statement");
            assertThat(statements).hasSize(1);
            assertThat(statements.at("/0/Resource").asText()).endsWith(":stream/DeliveryStream");
            assertThat(Policies.actionsOf(program)).noneMatch(action -> action.contains("*"));
        }
    }

    @Test
    void enhancedFanOutIsForOneStreamAndItsConsumers() throws IOException {
        var statements = Policies.read("consumer-fan-out.json").at("/Statement");
        assertThat(statements).hasSize(1);
        assertThat(Policies.words(statements.at("/0/Resource")))
                .containsExactly(
                        "arn:aws:kinesis:*:*:stream/DeliveryStream",
                        "arn:aws:kinesis:*:*:stream/DeliveryStream/consumer/*");
        assertThat(Policies.actionsOf("consumer-fan-out")).noneMatch(action -> action.contains("*"));
    }

    @Test
    void aWorkerOfTheFleetHasOneStreamAndTheTablesOfOneApplication() throws IOException {
        var statements = Policies.read("consumer-fleet.json").at("/Statement");
        assertThat(statements).hasSize(2);
        assertThat(Policies.actionsOf("consumer-fleet")).isEqualTo(Policies.actionsOf("consumer"));
        assertThat(statements.at("/0/Resource").asText()).endsWith(":stream/DeliveryStream");
        assertThat(Policies.words(statements.at("/1/Resource")))
                .allMatch(resource -> resource.startsWith("arn:aws:dynamodb:*:*:table/delivery-fleet"));
        assertThat(Policies.words(statements.at("/1/Action"))).allMatch(action -> action.matches("dynamodb:[A-Za-z]+"));
    }

    @Test
    void whatTheStackRefersToIsInIt() throws IOException {
        var stack = Policies.read("stack.json");
        var known = new HashSet<>(Set.of("AWS::NoValue"));
        stack.at("/Parameters").fieldNames().forEachRemaining(known::add);
        stack.at("/Resources").fieldNames().forEachRemaining(known::add);
        var conditions = new HashSet<String>();
        stack.at("/Conditions").fieldNames().forEachRemaining(conditions::add);
        var refs = new ArrayList<String>();
        stack.findValues("Ref").forEach(ref -> refs.add(ref.asText()));
        stack.findValues("Fn::GetAtt").forEach(ref -> refs.add(ref.path(0).asText()));
        assertThat(refs).isNotEmpty().allMatch(known::contains);
        assertThat(stack.findValues("Fn::If"))
                .isNotEmpty()
                .allMatch(choice -> conditions.contains(choice.path(0).asText()));
        var parameters = new TreeSet<String>();
        stack.at("/Parameters").fieldNames().forEachRemaining(parameters::add);
        assertThat(List.copyOf(refs)).containsAll(parameters);
    }

    /** docs/iam. */
    static final class Policies {
        static final List<String> PROGRAMS = List.of("producer-main", "producer-driver", "consumer", "stream-admin");

        private Policies() {}

        static JsonNode read(String file) throws IOException {
            return new ObjectMapper()
                    .readTree(Started.ROOT.resolve("docs/iam").resolve(file).toFile());
        }

        static Set<String> actionsOf(String program) throws IOException {
            return actionsOf(read(program + ".json"));
        }

        static Set<String> actionsOf(JsonNode policy) {
            var actions = new TreeSet<String>();
            words(policy.at("/Statement/0/Action")).forEach(each -> actions.add(each.replace("kinesis:", "")));
            return actions;
        }

        static Set<String> words(JsonNode array) {
            var words = new TreeSet<String>();
            array.forEach(each -> words.add(each.asText()));
            return words;
        }
    }
}
