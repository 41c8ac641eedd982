package io.headgate.property;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Runs {@link HegelTest} methods. To JUnit they are plain tests, so each is one entry in its tree; when it comes to
 * invoke one, the engine does so instead, as often as it needs.
 */
final class HegelExtension implements BeforeEachCallback, ParameterResolver, InvocationInterceptor {

    /** Checks the signature before anything of the user's runs. */
    @Override
    public void beforeEach(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length != 1 || parameters[0] != TestCase.class) {
            throw new ExtensionConfigurationException("@HegelTest " + method.toGenericString()
                    + " (expected: one parameter, of the type " + TestCase.class.getName() + ")");
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod())
                && parameter.getParameter().getType() == TestCase.class;
    }

    /** Something for JUnit to hold; each test case gets its own. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new TestCase(new Recording(List.of(), new Recording.Continuation.End(), Settings.DEFAULT_BUDGET), null);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context) {
        invocation.skip();
        Method method = invoked.getExecutable();
        Object instance = context.getRequiredTestInstance();
        Consumer<TestCase> body = testCase -> {
            try {
                ReflectionSupport.invokeMethod(method, instance, testCase);
            } catch (TestAbortedException aborted) {
                throw new StopTest(new Outcome.Invalid("an assumption did not hold: " + aborted.getMessage()));
            }
        };
        Hegel.test(body, settings(context.getRequiredTestClass(), method));
    }

    static Settings settings(Class<?> testClass, Method method) {
        HegelTest test = AnnotationSupport.findAnnotation(method, HegelTest.class)
                .orElseThrow(() -> new ExtensionConfigurationException(
                        method.toGenericString() + " (expected: the annotation @HegelTest)"));
        Settings settings = new Settings()
                .name(test.name().isEmpty() ? testClass.getName() + "#" + method.getName() : test.name())
                .testCases(test.testCases())
                .verbosity(test.verbosity())
                .phases(test.phases())
                .suppressHealthCheck(test.suppressHealthCheck())
                .database(test.database())
                .mode(test.mode())
                .reportMultipleFailures(test.reportMultipleFailures());
        if (test.seed() != HegelTest.NO_SEED) {
            settings = settings.seed(test.seed());
        }
        settings = switch (test.derandomize()) {
            case IN_CI -> settings;
            case ALWAYS -> settings.derandomize(true);
            case NEVER -> settings.derandomize(false);
        };
        Reproduce reproduce = method.getAnnotation(Reproduce.class);
        if (reproduce != null) {
            for (String reproduction : reproduce.value()) {
                settings = settings.reproduce(reproduction);
            }
        }
        return settings;
    }
}
