package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;

/**
 * HAProxy, one thread, one process. It reckons with two descriptors per client and would refuse to start where the
 * limit has room for idle clients only, which need one: hence no strict limits.
 */
record Haproxy() implements Subject {

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Command.output("haproxy", "-v").lines().findFirst().orElse("");
    }

    @Override
    public Launch configure(Site site) throws IOException {
        var file = site.folder().resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                  nbthread 1
                  maxconn %d
                  no strict-limits
                  ssl-default-bind-options ssl-min-ver TLSv1.3
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 10m
                  timeout server 10m
                  timeout http-keep-alive 10m
                frontend front
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
                  option forwardfor
                  http-request set-header X-Forwarded-Proto https if { ssl_fc }
                  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
                  unique-id-format %%{+X}o\\ %%ci:%%cp_%%fi:%%fp_%%Ts_%%rt:%%pid
                  unique-id-header X-Request-ID
                  default_backend back
                backend back
                  http-reuse always
                  server one 127.0.0.1:%d
                """.formatted(
                        site.connections(),
                        site.httpPort(),
                        site.tlsPort(),
                        site.certificate().both(),
                        site.backendPort()));
        return Launch.of("haproxy", "-db", "-f", file.toString());
    }

    @Override
    public int warmUpSeconds() {
        return 3;
    }

    @Override
    public boolean isPeer() {
        return true;
    }
}
