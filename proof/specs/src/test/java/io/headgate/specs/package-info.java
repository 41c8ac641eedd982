/**
 * Runs TLC, the model checker of TLA+, on every model of this folder and says what it found.
 *
 * <p>A specification is {@code spec/<Name>.tla}. A {@link Model} of it is a configuration {@code models/<Name>/<model>.cfg}: so
 * many acceptors, so many ballots, these properties. What TLC has to say about it is kept beside it and compared:
 *
 * <ul>
 *   <li>a model with a file {@code <model>.trace} has to be refuted, and with exactly this counterexample;
 *   <li>any other has to hold, and to have exactly as many distinct states as {@code states.txt} says: a model that became
 *       smaller by mistake would hold, too;
 *   <li>{@code broken-<guard>} and {@code unrefuted-<guard>} remove one condition of the specification. Every condition that a
 *       specification names has one of the two; the comment at the top of an unrefuted one explains why nothing refutes it.
 * </ul>
 *
 * The tests run all but the models called {@code large…}; those are left to the command {@code proof/specs/check}. Both rewrite
 * what is kept when told so: {@code -Dspecs.update=true}, {@code check --update}.
 */
@NullMarked
package io.headgate.specs;

import org.jspecify.annotations.NullMarked;
