/**
 * The entrance hall: what a person writes, read into what the program runs.
 *
 * <p>{@link io.headgate.server.ConfigReader} turns one YAML file into a {@link io.headgate.server.FrontDoor}, an immutable tree of
 * records in which every default is resolved, every name refers to something that exists and every value is in its range; or
 * into the list of all its {@link io.headgate.server.Problem}s. There is nothing in between: whoever holds a {@code FrontDoor}
 * has nothing left to check.
 *
 * <h2>The caller's duties, in order</h2>
 * <ol>
 *   <li>Read: {@code ConfigReader.read(Path.of("front.yaml"))}.
 *   <li>Decide over {@link io.headgate.server.ConfigResult}: show the problems of an {@code Invalid}, and the warnings of a
 *       {@code Valid} too.
 *   <li>Treat files the model names (certificates, keys) as checked at reading time only; they may change afterwards.
 * </ol>
 *
 * {@snippet lang=java :
 * switch (ConfigReader.read(Path.of("front.yaml"))) {
 *     case ConfigResult.Valid(var frontDoor, var warnings) -> start(frontDoor, warnings);
 *     case ConfigResult.Invalid(var problems) -> problems.forEach(System.err::println);
 * }
 * }
 *
 * <h2>How a file is read</h2>
 * One pass over the YAML events gives a tree in which every key and value knows its line and column; one pass over the tree gives the
 * records and all problems. The published JSON Schema ({@code front.schema.json}, for editors) describes the same language; tests
 * hold the two together with a schema validator, which the program itself does not load: it would cost more
 * start-up time than the whole rest of the program is allowed.
 */
@NullMarked
package io.headgate.server;

import org.jspecify.annotations.NullMarked;
