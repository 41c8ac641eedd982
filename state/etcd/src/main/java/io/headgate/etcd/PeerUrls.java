package io.headgate.etcd;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Addresses of members: {@code http} or {@code https}, host and port, and nothing after them. */
final class PeerUrls {
    private PeerUrls() {}

    /**
     * In order, as etcd keeps them.
     *
     * @throws io.grpc.StatusRuntimeException {@link EtcdError#BAD_MEMBER_URLS} if there is none or one is not such
     */
    static List<String> require(List<String> urls) {
        if (urls.isEmpty() || !urls.stream().allMatch(PeerUrls::isValid)) {
            throw EtcdError.BAD_MEMBER_URLS.exception();
        }
        return urls.stream().sorted().toList();
    }

    private static boolean isValid(String url) {
        try {
            URI uri = new URI(url.strip());
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= 65_535
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
