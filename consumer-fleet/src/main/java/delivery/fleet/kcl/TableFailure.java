package delivery.fleet.kcl;

import delivery.app.AppException;
import delivery.app.ExitCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What it means that DynamoDB does not do as it is asked, in one line.
 *
 * @param where its endpoint, for people
 */
record TableFailure(String table, String where) {
    AppException explain(String operation, Throwable e) {
        return new AppException(ExitCode.UNREACHABLE, words(operation, e), e);
    }

    private String words(String operation, Throwable e) {
        if (!(e instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
            return "no DynamoDB answers at " + where + " (" + plain(deepest(e).toString())
                    + "): start it, or give another --dynamodb-endpoint-url";
        }
        var code = String.valueOf(service.awsErrorDetails().errorCode());
        var said = plain(service.awsErrorDetails().errorMessage());
        return switch (code) {
            case "AccessDeniedException" ->
                "no right to dynamodb:" + operation + " on table " + table
                        + ": attach the policy of docs/iam/consumer-fleet" + ".json (" + said + ")";
            case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException" ->
                "DynamoDB at " + where + " does not know these credentials: check them, or --profile (" + said + ")";
            case "InvalidSignatureException" ->
                "DynamoDB at " + where + " refuses the signature: check the secret key, and this machine's clock ("
                        + said + ")";
            default ->
                "DynamoDB at " + where + " does not do " + operation + " on table " + table + " (" + code + ": " + said
                        + "): see to what it names";
        };
    }

    private static Throwable deepest(Throwable e) {
        return e.getCause() == null ? e : deepest(e.getCause());
    }

    private static String plain(@Nullable String text) {
        return text == null
                ? "without a word"
                : text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    }
}
