package delivery.localkinesis.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask anything of this server. Any credentials will do, so a web page of a stranger, in a browser that can reach
 * this port, must not: it cannot send a request without its Origin, nor come by a name of its own that has been
 * bent to this address without that name as Host.
 */
final class AllowedHosts {
    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");
    private static final String ANYBODY = "*";
    /** Of a page without an address of its own, such as a file. */
    private static final String NO_ADDRESS = "null";

    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://([^/:@]+|\\[[0-9a-fA-F:.]+])(?::([0-9]{1,5}))?/?");

    private final String bind;
    private final boolean onlyThisMachine;
    private final Set<String> hosts;
    private final Set<String> origins;

    /**
     * @param hosts names besides that go by {@link #host}
     * @param origins of pages that may ask, as {@link #origin} gives them
     */
    AllowedHosts(String bind, Set<String> hosts, Set<String> origins) {
        this.bind = bind.toLowerCase(Locale.ROOT);
        this.onlyThisMachine = isOfThisMachine(bind);
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
    }

    /** What someone who may not ask is told. */
    record Refusal(HttpResponseStatus status, String line) {}

    /**
     * A host as it is compared.
     *
     * @throws IllegalArgumentException in one line, if it is not a name or an address alone
     */
    static String host(String text) {
        var name = text.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (!NAME.matcher(name).matches() && !NetUtil.isValidIpV6Address(name)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a name such as kinesis.example.com, without scheme and port");
        }
        return name;
    }

    /**
     * An origin as browsers write it; {@code *} for any.
     *
     * @throws IllegalArgumentException in one line, if it is none
     */
    static String origin(String text) {
        if (text.equals(ANYBODY)) {
            return text;
        }
        var form = ORIGIN.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches() || !HOST.matcher(form.group(2)).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an origin such as http://localhost:3000, without a path");
        }
        var port = form.group(3);
        var usual = form.group(1).equals("http") ? "80" : "443";
        return form.group(1) + "://" + form.group(2) + (port == null || port.equals(usual) ? "" : ":" + port);
    }

    /** Whether an address can be reached from this machine alone; also if it is none. */
    static boolean isOfThisMachine(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // nobody will be able to listen there
        }
    }

    /** Null for those who may. */
    @Nullable
    Refusal refusal(HttpHeaders headers) {
        var named = headers.getAll(HttpHeaderNames.HOST);
        var host = named.size() == 1 ? named.get(0) : "";
        if (!isOurs(host)) {
            var name = HOST.matcher(host);
            return new Refusal(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    name.matches()
                            ? "this server is not called " + name(name) + ": if it is, start it with --allowed-host "
                                    + name(name)
                            : "a request needs one Host, a name of this server: see --allowed-host");
        }
        for (var origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (welcome(origin) == null && !isOf(origin, host)) {
                return new Refusal(
                        HttpResponseStatus.FORBIDDEN,
                        "not for web pages: if this one may, name its origin with --allowed-origin");
            }
        }
        return null;
    }

    /**
     * Whom to welcome by CORS when a page of that origin asks; null: nobody. Pages of this machine are welcome, and so is
     * what no browser says of a page.
     */
    @Nullable
    String welcome(@Nullable String origin) {
        if (origin == null || origin.isEmpty()) {
            return null;
        }
        if (origins.contains(origin)) {
            return origin;
        }
        var form = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        var isNoPage = origin.indexOf(':') < 0 && !origin.equals(NO_ADDRESS);
        return isNoPage || origins.contains(ANYBODY) || (form.matches() && isOfThisMachine(HOST.matcher(form.group(2))))
                ? ANYBODY
                : null;
    }

    private static boolean isOfThisMachine(Matcher host) {
        if (!host.matches()) {
            return false;
        }
        var name = name(host);
        var address = NetUtil.createByteArrayFromIpAddressString(name);
        return name.equals("localhost") || name.endsWith(".localhost") || (address != null && isLoopback(address));
    }

    private boolean isOurs(String host) {
        var form = HOST.matcher(host);
        if (!form.matches()) {
            return false;
        }
        var name = name(form);
        if (isOfThisMachine(form) || name.equals(bind) || hosts.contains(name)) {
            return true;
        }
        if (NetUtil.createByteArrayFromIpAddressString(name) != null) {
            return !onlyThisMachine;
        }
        // A service of docker compose, a host of this network: names that strangers can have, have a dot.
        return !onlyThisMachine && form.group(1) == null && name.indexOf('.') < 0;
    }

    private static String name(Matcher host) {
        if (host.group(1) != null) {
            return host.group(1).toLowerCase(Locale.ROOT);
        }
        var name = host.group(2).toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isOf(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static boolean isLoopback(byte[] address) {
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
