package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * nginx, one worker. Its response buffers are raised to hold 64 KiB, without which it would write the larger bodies to
 * a file whenever the client is slower than the backend. It keeps more idle connections to the backend than any row has
 * requests under way: with 128 and the 160 streams of the HTTP/2 rows it opens and closes thousands of them.
 */
record Nginx() implements Subject {

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Command.output("nginx", "-v").strip();
    }

    @Override
    public Launch configure(Site site) throws IOException {
        return foreground(site.folder(), site.connections() + 1024, """
                  upstream back {
                    server 127.0.0.1:%d;
                    keepalive 256;
                    keepalive_requests 1000000000;
                  }
                  proxy_buffer_size 16k;
                  proxy_buffers 8 16k;
                  proxy_max_temp_file_size 0;
                  ssl_protocols TLSv1.3;
                  ssl_certificate %s;
                  ssl_certificate_key %s;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    listen 127.0.0.1:%d ssl http2 backlog=4096;
                    location / {
                      proxy_pass http://back;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $http_host;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_set_header X-Forwarded-Proto $scheme;
                      proxy_set_header X-Request-ID $request_id;
                    }
                  }
                """.formatted(
                        site.backendPort(),
                        site.certificate().chain(),
                        site.certificate().key(),
                        site.httpPort(),
                        site.tlsPort()));
    }

    @Override
    public int warmUpSeconds() {
        return 3;
    }

    @Override
    public boolean isPeer() {
        return true;
    }

    /** An nginx of one worker that keeps every file of its own in {@code folder}; {@code http} is the inside of its http block. */
    static Launch foreground(Path folder, int connections, String http) throws IOException {
        var file = folder.resolve("nginx.conf");
        boolean asRoot = System.getProperty("user.name").equals("root");
        Files.writeString(file, """
                %s
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile %d;
                pid nginx.pid;
                error_log stderr error;
                events { worker_connections %d; }
                http {
                  access_log off;
                  keepalive_timeout 10m;
                  keepalive_requests 1000000000;
                  keepalive_time 1d;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                %s}
                """.formatted(asRoot ? "user root;" : "", connections + 64, connections, http));
        return Launch.of("nginx", "-p", folder.toString(), "-c", file.toString(), "-e", "stderr");
    }
}
