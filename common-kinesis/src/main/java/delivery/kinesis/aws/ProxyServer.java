package delivery.kinesis.aws;

import delivery.app.AppException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The HTTP proxy that leads to the endpoint. To this very computer none does, whatever is set.
 *
 * @param from what names it
 * @param login {@code user:password}, or null
 */
record ProxyServer(String host, int port, String login, String from) {
    /**
     * As the SDK finds it: the JVM's properties before the variables.
     *
     * @throws AppException if it is malformed
     */
    static Optional<ProxyServer> find(StreamEndpoint endpoint, AwsEnvironment around) {
        if (endpoint.isLoopback()) {
            return Optional.empty();
        }
        var scheme = endpoint.uri().getScheme().toLowerCase(Locale.ROOT);
        var property = scheme + ".proxyHost";
        if (around.property(property).isPresent()) {
            return isExcepted(endpoint.host(), around.property("http.nonProxyHosts"), "\\|")
                    ? Optional.empty()
                    : around.property(property).map(host -> ofProperty(host, property, scheme, around));
        }
        var exceptions = around.variable("no_proxy").or(() -> around.variable("NO_PROXY"));
        if (isExcepted(endpoint.host(), exceptions, "[,|\\s]+")) {
            return Optional.empty();
        }
        var lower = scheme + "_proxy";
        var upper = lower.toUpperCase(Locale.ROOT);
        return around.variable(lower)
                .map(url -> parse(lower, url))
                .or(() -> around.variable(upper).map(url -> parse(upper, url)));
    }

    Proxy asProxy() {
        // Looked up anew for each connection.
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    Optional<String> authorization() {
        return Optional.ofNullable(login)
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** For people; never with the login. */
    String text() {
        return "the proxy " + host + ":" + port + " (" + from + ")";
    }

    private static ProxyServer ofProperty(String host, String property, String scheme, AwsEnvironment around) {
        var port = around.property(scheme + ".proxyPort").orElse(scheme.equals("https") ? "443" : "80");
        return parse(property, host + ":" + port);
    }

    private static ProxyServer parse(String from, String url) {
        try {
            var uri = new URI(url.contains("://") ? url.strip() : "http://" + url.strip());
            if (uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65_535) {
                var port = uri.getPort() > 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
                return new ProxyServer(uri.getHost(), port, uri.getUserInfo(), from);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        // Not with its text: there may be a password in it.
        throw AppException.usage(from + " is not the URL of a proxy such as http://proxy.example.com:3128");
    }

    /** By {@code example.com} with all that is below it, {@code .example.com}, {@code *.example.com} or {@code *}. */
    private static boolean isExcepted(String host, Optional<String> exceptions, String separator) {
        return exceptions.stream()
                .flatMap(list -> Stream.of(list.split(separator)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> {
                    var end = name.replaceFirst("^\\*?\\.", "");
                    return name.equals("*") || host.equals(end) || host.endsWith("." + end) || matches(host, name);
                });
    }

    /** With a star anywhere, as the JVM's property allows: {@code 10.*}. */
    private static boolean matches(String host, String name) {
        var star = name.indexOf('*');
        return star >= 0
                && host.length() >= name.length() - 1
                && host.startsWith(name.substring(0, star))
                && host.endsWith(name.substring(star + 1));
    }
}
