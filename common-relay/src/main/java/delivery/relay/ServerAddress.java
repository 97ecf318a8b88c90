package delivery.relay;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code host:port} of the ranking socket; {@code [::1]:8888} for IPv6. */
public record ServerAddress(String host, int port) {
    public static final class Converter implements ITypeConverter<ServerAddress> {
        @Override
        public ServerAddress convert(String text) {
            var colon = text.lastIndexOf(':');
            try {
                var port = Integer.parseInt(text.substring(colon + 1));
                var host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
                if (!host.isEmpty() && port >= 1 && port <= 65_535) {
                    return new ServerAddress(host, port);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is not host:port, such as 127.0.0.1:8888");
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
