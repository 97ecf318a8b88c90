package delivery.ranking.replica;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where another ranking server has its page, as programs and people reach it: {@code http://other:8080}. */
public record PeerAddress(URI uri) {
    public static final class Converter implements ITypeConverter<PeerAddress> {
        @Override
        public PeerAddress convert(String text) {
            try {
                var uri = new URI(text.replaceFirst("/$", ""));
                var isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                if (isWeb
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawPath().isEmpty()
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null) {
                    return new PeerAddress(uri);
                }
            } catch (URISyntaxException e) {
                // said below
            }
            throw new TypeConversionException(
                    "'" + text + "' is not the address of a server's page, such as http://other:8080");
        }
    }

    boolean isTls() {
        return "https".equals(uri.getScheme());
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
