package delivery.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this process is called by others. */
public final class ThisProcess {
    private ThisProcess() {}

    /** {@code host/pid}. */
    public static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return host + "/" + ProcessHandle.current().pid();
    }
}
