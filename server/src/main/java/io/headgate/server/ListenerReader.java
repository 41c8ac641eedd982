package io.headgate.server;

import io.headgate.server.ListenerConfig.Certificate;
import io.headgate.server.ListenerConfig.HttpsRedirect;
import io.headgate.server.ListenerConfig.Limits;
import io.headgate.server.ListenerConfig.Timeouts;
import io.headgate.server.ListenerConfig.TlsVersion;
import io.headgate.server.ListenerConfig.Transport;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one listener. */
final class ListenerReader {

    private enum Protocol implements Word {
        HTTP("http"),
        HTTPS("https");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    private final FileReader files;

    ListenerReader(FileReader files) {
        this.files = files;
    }

    @Nullable
    ListenerConfig read(Named entry) {
        return entry.value().object(section -> listener(section, entry));
    }

    private @Nullable ListenerConfig listener(Section section, Named entry) {
        section.notYet("pool");
        var bind = section.require("bind", AddressReader::bind);
        var protocol = section.read("protocol", Protocol.HTTP, ListenerReader::protocol);
        var transport = protocol == Protocol.HTTP ? clearText(section) : tls(section);
        var http2 = section.flag("http2", true);
        var trustedProxies = section.list("trusted-proxies", AddressReader::cidr);
        var timeouts = section.object("timeouts", ListenerReader::timeouts);
        var limits = section.object("limits", ListenerReader::limits);
        if (bind == null || transport == null || timeouts == null || limits == null) {
            return null;
        }
        return new ListenerConfig(
                entry.keyAt(), entry.name(), bind, transport, http2, trustedProxies, timeouts, limits);
    }

    private static @Nullable Protocol protocol(Value value) {
        if (value.isWord("tcp") || value.isWord("udp")) {
            return value.error(
                    Kind.NOT_SUPPORTED, value.shown() + ": not supported yet (expected: one of http, https)");
        }
        return value.word(Protocol.values());
    }

    private static Transport clearText(Section section) {
        section.conflict("certificates", "on a listener with protocol http (expected: protocol https)");
        section.conflict("tls", "on a listener with protocol http (expected: protocol https)");
        return new Transport.ClearText(section.read("redirect-to-https", ListenerReader::redirect));
    }

    private @Nullable Transport tls(Section section) {
        section.conflict("redirect-to-https", "on a listener with protocol https (expected: protocol http)");
        var minVersion = section.object("tls", tls -> tls.word("min-version", TlsVersion.TLS_1_2, TlsVersion.values()));
        List<Certificate> certificates = section.require("certificates", value -> {
            List<Certificate> list = value.list(item -> item.object(this::certificate));
            return value.isEmptyList() ? value.wrong("at least one certificate") : list;
        });
        if (certificates == null || certificates.isEmpty() || minVersion == null) {
            return null;
        }
        return new Transport.Tls(certificates, minVersion);
    }

    private @Nullable Certificate certificate(Section section) {
        Value cert = section.require("cert", value -> value);
        Value key = section.require("key", value -> value);
        return cert == null || key == null ? null : files.certificate(section.at(), cert, key);
    }

    private static @Nullable HttpsRedirect redirect(Value value) {
        if (value.isMapping()) {
            return value.object(section -> new HttpsRedirect(
                    section.read(
                            "status",
                            (Integer) HttpsRedirect.DEFAULT_STATUS,
                            status -> status.oneOfNumbers(Redirect.STATUSES)),
                    section.integer("port", HttpsRedirect.DEFAULT_PORT, Address.PORT)));
        }
        Integer status = value.oneOfNumbers(Redirect.STATUSES);
        return status == null ? null : new HttpsRedirect(status, HttpsRedirect.DEFAULT_PORT);
    }

    private static Timeouts timeouts(Section section) {
        Timeouts otherwise = Timeouts.DEFAULT;
        return new Timeouts(
                section.duration("head", otherwise.head(), Timeouts.HEAD),
                section.duration("idle", otherwise.idle(), Timeouts.IDLE),
                section.duration("body", otherwise.body(), Timeouts.BODY));
    }

    private static Limits limits(Section section) {
        Limits otherwise = Limits.DEFAULT;
        int head = section.size("head", otherwise.headBytes(), Limits.HEAD);
        int requestLine =
                section.size("request-line", Math.min(otherwise.requestLineBytes(), head), Limits.REQUEST_LINE);
        if (requestLine > head) {
            section.conflict(
                    "request-line", requestLine + " bytes (expected: at most limits.head, " + head + " bytes)");
        }
        return new Limits(
                section.integer("connections", otherwise.connections(), Limits.CONNECTIONS),
                head,
                section.integer("headers", otherwise.headers(), Limits.HEADERS),
                Math.min(requestLine, head),
                section.integer("streams", otherwise.streams(), Limits.STREAMS));
    }
}
