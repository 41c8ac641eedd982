package io.headgate.bench;

import java.nio.file.Path;

/**
 * Where one server lives: what its configuration is made from.
 *
 * @param folder its own folder, for configuration, pid file, temporary files and log
 * @param httpPort loopback port of the plain listener
 * @param tlsPort loopback port of the TLS listener
 * @param backendPort loopback port to forward to
 * @param connections client connections it has to be able to hold
 */
record Site(Path folder, int httpPort, int tlsPort, int backendPort, Certificate certificate, int connections) {}
