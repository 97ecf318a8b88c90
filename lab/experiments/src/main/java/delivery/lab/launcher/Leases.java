package delivery.lab.launcher;

import delivery.app.AppException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where consumers keep leases: npm's dynalite, a DynamoDB in memory. It ends with its launcher. */
public final class Leases {
    private static final String HOME = "lab/interop-tests";
    private static final String PROGRAM = HOME + "/node_modules/dynalite/cli.js";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TABLE = """
        {"TableName": "NAME", "BillingMode": "PROVISIONED",
         "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 100},
         "AttributeDefinitions": [{"AttributeName": "leaseKey", "AttributeType": "S"},
                                  {"AttributeName": "leaseOwner", "AttributeType": "S"}],
         "KeySchema": [{"AttributeName": "leaseKey", "KeyType": "HASH"}],
         "GlobalSecondaryIndexes": [{"IndexName": "LeaseOwnerToLeaseKeyIndex",
           "KeySchema": [{"AttributeName": "leaseOwner", "KeyType": "HASH"},
                         {"AttributeName": "leaseKey", "KeyType": "RANGE"}],
           "Projection": {"ProjectionType": "KEYS_ONLY"},
           "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 100}}]}
        """;

    private final URI endpoint;

    private Leases(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * @param flag who asks for it
     * @throws AppException if this machine does not have it
     */
    public static void check(Path suite, String flag) {
        if (!isThere(suite)) {
            throw AppException.failed(flag + " needs dynalite, which is not installed:" + " npm install --prefix "
                    + HOME + " --no-package-lock");
        }
    }

    public static boolean isThere(Path suite) {
        return Files.exists(suite.resolve(PROGRAM));
    }

    /** Ends with the launcher. */
    public static Leases start(Launcher launcher) {
        var port = freePort();
        var command = List.of(
                "node",
                launcher.root().resolve(PROGRAM).toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--createTableMs",
                "10");
        launcher.command("dynalite", launcher.root(), Map.of(), command).awaitLine("listening");
        return new Leases(URI.create("http://127.0.0.1:" + port));
    }

    public URI endpoint() {
        return endpoint;
    }

    /** By which a KCL finds them; makes the table. */
    public Map<String, String> variables(String table) {
        makeTable(table);
        return Map.of("AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(), "LEASE_TABLE", table);
    }

    /** As KCL would, but with its index from the beginning: dynalite can add none later. */
    private void makeTable(String name) {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810.CreateTable")
                .header("X-Amz-Date", "20260101T000000Z")
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=any")
                .POST(HttpRequest.BodyPublishers.ofString(TABLE.replace("NAME", name)))
                .build();
        try {
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw AppException.failed("dynalite makes no table " + name + " (" + answer.body() + ")");
            }
        } catch (IOException e) {
            throw AppException.failed("dynalite makes no table " + name + " (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AppException.failed("interrupted while a table was made");
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
