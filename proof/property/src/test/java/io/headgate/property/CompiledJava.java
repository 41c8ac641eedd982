package io.headgate.property;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles expressions, as one pasted into a test would be, and says what they make. */
final class CompiledJava {
    private CompiledJava() {}

    /** The values of some expressions, which are compiled together. */
    static List<@Nullable Object> evaluate(List<String> expressions) throws ReflectiveOperationException {
        StringBuilder source = new StringBuilder("""
                package io.headgate.property;
                import io.headgate.property.GeneratorCase.*;
                import java.math.*;
                import java.net.*;
                import java.time.*;
                import java.util.*;
                import java.util.concurrent.TimeUnit;
                class Pasted {
                """);
        for (int i = 0; i < expressions.size(); i++) {
            source.append("static Object value")
                    .append(i)
                    .append("() throws Exception { return ")
                    .append(expressions.get(i))
                    .append("; }\n");
        }
        Class<?> pasted = compile(source.append("}\n").toString());
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            var method = pasted.getDeclaredMethod("value" + i);
            method.setAccessible(true);
            values.add(method.invoke(null));
        }
        return values;
    }

    private static Class<?> compile(String source) throws ReflectiveOperationException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        JavaFileManager inMemory = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("memory:///Pasted.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> errors = new ArrayList<>();
        boolean compiled = compiler.getTask(
                        null,
                        inMemory,
                        diagnostic -> errors.add(diagnostic.toString()),
                        List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        if (!compiled) {
            throw new AssertionError("does not compile: " + errors.subList(0, Math.min(5, errors.size())));
        }
        // In the package of the tests, whose records may be package-private: defined by the loader that has them.
        byte[] bytes = classes.values().iterator().next().toByteArray();
        return MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
    }
}
