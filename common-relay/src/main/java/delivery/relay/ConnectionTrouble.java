package delivery.relay;

import delivery.app.tls.TlsFailure;
import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;

/**
 * Why there is no talking to the ranking server.
 *
 * @param text for people
 * @param isOfAddress whether the address is wrong: a name that nobody knows, or a port where something else answers, will
 *     hardly be right a moment later
 */
public record ConnectionTrouble(String text, boolean isOfAddress) {
    public static ConnectionTrouble of(IOException e, RankingPort server) {
        if (e instanceof ConnectException) {
            return new ConnectionTrouble(
                    "no ranking server answers at " + server + ": start ranking-server, or give another --server",
                    false);
        } else if (e instanceof UnknownHostException) {
            return new ConnectionTrouble(
                    "the host of --server " + server + " is unknown (" + e.getMessage() + "): check its name", true);
        } else if (e instanceof MalformedFrameException malformed && malformed.code() == Failure.Code.NOT_A_FRAME) {
            return new ConnectionTrouble(
                    "what answers at " + server + " is no ranking server (" + e.getMessage()
                            + "): give another --server",
                    true);
        }
        var tls = TlsFailure.words(e);
        if (tls.isPresent()) {
            return new ConnectionTrouble("the ranking server at " + server + " " + tls.get(), true);
        }
        return new ConnectionTrouble(
                "the connection to the ranking server at " + server + " broke: " + e.getMessage(), false);
    }
}
