package io.headgate.property;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that is a property: a method with one {@link TestCase} as its parameter, which runs with many test
 * cases. It is one test to JUnit: {@code @BeforeEach} and {@code @AfterEach} run once around all its test cases, which
 * share the instance of the test class, so whatever a test case changes it has to make itself.
 *
 * <p>A {@code @Timeout} ends the property, not a test case. An assumption of JUnit's or AssertJ's that does not hold
 * rejects the test case, as {@link TestCase#assume} does.
 */
@Documented
@Test
@ExtendWith(HegelExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface HegelTest {
    /** Value of {@link #seed} for none. */
    long NO_SEED = Long.MIN_VALUE;

    /** Test cases that have to pass, 1 or more. */
    int testCases() default 100;

    /** What all randomness comes from: the same seed runs the same test cases. None unless derandomized. */
    long seed() default NO_SEED;

    /** How much is printed. */
    Verbosity verbosity() default Verbosity.NORMAL;

    /** When the seed is made of the property's name. */
    Derandomize derandomize() default Derandomize.IN_CI;

    /** The parts of a run that take place. */
    Phase[] phases() default {Phase.EXPLICIT, Phase.REUSE, Phase.GENERATE, Phase.TARGET, Phase.SHRINK};

    /** Health checks that must not fail the property. */
    HealthCheck[] suppressHealthCheck() default {};

    /** Where failures are remembered: see {@link Settings#database(String)}. */
    String database() default "";

    /** What a run is. */
    Mode mode() default Mode.TEST_RUN;

    /** Whether all distinct failures are thrown, in one exception, or the smallest as it is. */
    boolean reportMultipleFailures() default false;

    /** The key of the database and of derandomized seeds; by default the class and the method. */
    String name() default "";
}
