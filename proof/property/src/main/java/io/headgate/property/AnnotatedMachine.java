package io.headgate.property;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Reads a {@link StateMachine} from annotated methods. Sorted by name, because reflection promises no order and the same
 * choices have to mean the same rules everywhere.
 */
record AnnotatedMachine(Object machine) {

    StateMachine read() {
        StateMachine read = StateMachine.named("machine");
        List<Method> rules = annotated(Rule.class);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(machine.getClass().getName() + ": no rules (expected: a method or more"
                    + " with @" + Rule.class.getName() + ")");
        }
        for (Method rule : rules) {
            read.rule(rule.getName(), precondition(rule), action(rule));
        }
        for (Method invariant : annotated(Invariant.class)) {
            expect(invariant.getParameterCount() == 0, invariant, "an @Invariant without parameters");
            read.invariant(invariant.getName(), () -> ReflectionSupport.invokeMethod(invariant, machine));
        }
        return read;
    }

    private List<Method> annotated(Class<? extends Annotation> annotation) {
        return AnnotationSupport.findAnnotatedMethods(machine.getClass(), annotation, HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private Consumer<TestCase> action(Method rule) {
        if (rule.getParameterCount() == 0) {
            return _ -> ReflectionSupport.invokeMethod(rule, machine);
        }
        expect(
                Arrays.equals(rule.getParameterTypes(), new Class<?>[] {TestCase.class}),
                rule,
                "a @Rule with a TestCase as its parameter, or none");
        return testCase -> ReflectionSupport.invokeMethod(rule, machine, testCase);
    }

    private BooleanSupplier precondition(Method rule) {
        Precondition precondition = rule.getAnnotation(Precondition.class);
        if (precondition == null) {
            return () -> true;
        }
        List<Method> conditions = Arrays.stream(precondition.value())
                .map(name -> condition(rule, name))
                .toList();
        return () ->
                conditions.stream().allMatch(condition -> (Boolean) ReflectionSupport.invokeMethod(condition, machine));
    }

    private Method condition(Method rule, String name) {
        Method condition = ReflectionSupport.findMethod(machine.getClass(), name)
                .orElseThrow(() -> new IllegalArgumentException("@Precondition(\"" + name + "\") of " + rule
                        + " (expected: the name of a method of its class that has no parameters)"));
        expect(condition.getReturnType() == boolean.class, condition, "a precondition that returns a boolean");
        return condition;
    }

    private static void expect(boolean condition, Method method, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(method.toGenericString() + " (expected: " + expected + ")");
        }
    }
}
