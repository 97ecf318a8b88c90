package delivery.localkinesis;

import java.time.Duration;

/**
 * Where and how a front listens.
 *
 * @param port 0 for any free one
 * @param tlsPort the same with TLS; {@link #NO_TLS} for none
 * @param subscriptionLife how long a SubscribeToShard is answered
 */
record FrontOptions(String bind, int port, int tlsPort, Duration subscriptionLife) {
    static final int NO_TLS = -1;
    static final FrontOptions DEFAULT = new FrontOptions("127.0.0.1", 0, NO_TLS, Limits.SUBSCRIPTION_LIFE);

    FrontOptions {
        if (subscriptionLife.isNegative() || subscriptionLife.isZero()) {
            throw new IllegalArgumentException("a subscription cannot live for " + subscriptionLife);
        }
    }

    boolean tls() {
        return tlsPort != NO_TLS;
    }

    FrontOptions withBind(String address) {
        return new FrontOptions(address, port, tlsPort, subscriptionLife);
    }

    FrontOptions withPort(int number) {
        return new FrontOptions(bind, number, tlsPort, subscriptionLife);
    }

    FrontOptions withTlsPort(int number) {
        return new FrontOptions(bind, port, number, subscriptionLife);
    }

    FrontOptions withSubscriptionLife(Duration life) {
        return new FrontOptions(bind, port, tlsPort, life);
    }
}
