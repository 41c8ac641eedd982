/**
 * Property-based testing: a test says what holds for all values, and this package looks for values for which it does
 * not, makes them as simple as it can, and prints them as Java. It knows nothing of what it tests; JUnit is all it
 * needs.
 *
 * <pre>{@code
 * @HegelTest
 * void sharesAddUpToTheBill(TestCase tc) {
 *     int cents = tc.draw(integers(0, 1_000_000), "cents");
 *     int people = tc.draw(integers(1, 20), "people");
 *     assertThat(sum(split(cents, people))).isEqualTo(cents);
 * }
 * }</pre>
 *
 * <h2>What it promises</h2>
 *
 * The same seed and settings run the same test cases, on every machine. What fails is run again before it is told; what
 * does not fail again is told as {@link io.headgate.property.FlakyFailure flaky}. What is drawn is within the bounds of
 * its generator, shrunk or not. What the body threw is thrown as it is, with the draws as a suppressed exception.
 *
 * <h2>What the body of a property has to keep to</h2>
 *
 * <ol>
 *   <li>Depend on nothing but what it {@linkplain io.headgate.property.TestCase#draw draws}: no clock, no randomness of
 *       its own, no threads that race, no order of a hash set, nothing an earlier test case left behind. It runs
 *       hundreds of times, on one instance of the test class.
 *   <li>Fail by throwing. What is thrown by one line is one defect.
 *   <li>Draw what it needs rather than {@linkplain io.headgate.property.TestCase#assume assume} it: a test case that is
 *       rejected has tested nothing.
 *   <li>Let pass the {@link java.lang.Error} by which a draw or an assumption leaves it, and draw on its own thread
 *       only.
 * </ol>
 *
 * <h2>Where to begin</h2>
 *
 * {@link io.headgate.property.HegelTest} on a JUnit test, {@link io.headgate.property.Hegel} elsewhere;
 * {@link io.headgate.property.Generators} for values; {@link io.headgate.property.StateMachine} for what has a state.
 *
 * <h2>How it works</h2>
 *
 * A test case is the sequence of typed choices that its draws were made of, and a generator a function of such choices.
 * So one engine generates, mutates, climbs, replays, keeps and shrinks sequences without knowing a single type of value:
 * after Hypothesis and Hegel (D. MacIver). The essay on shrinking is in {@code Shrinker}, the format of kept test cases
 * in {@code ChoiceCodec}.
 */
@NullMarked
package io.headgate.property;

import org.jspecify.annotations.NullMarked;
