package io.headgate.server;

import io.headgate.server.Node.Mapping;
import io.headgate.server.Node.Member;
import io.headgate.server.Node.Scalar;
import io.headgate.server.Node.ScalarKind;
import io.headgate.server.Node.Sequence;
import io.headgate.server.Problem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into a {@link Node} tree, from parser events, so that nothing is resolved, expanded or constructed that
 * is not asked for here. Confined to one reading.
 *
 * <p>Refused, each with its place: a second document, tags, keys that are not text, a key twice in one mapping, and whatever exceeds the
 * limits. An alias stands for the very node it names; what it would expand to counts against {@link #MAX_NODES}, so that
 * the tree can be walked as if it were expanded.
 */
final class YamlReader {

    /** Deep enough for any configuration, shallow enough for recursion. */
    static final int MAX_DEPTH = 32;

    /** About a hundred thousand routes. */
    static final int MAX_NODES = 1_000_000;

    /** Characters of a file; larger is a mistake, not a configuration. */
    static final int MAX_CHARACTERS = 16 << 20;

    // YAML 1.2.2, 10.3.2: the core schema's tag resolution.
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern DECIMAL = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** A finished node that an alias may name, with the nodes and levels it adds wherever it is named. */
    private record Anchored(Node node, int nodes, int height) {}

    /** Ends the reading at the first problem that leaves no tree to go on with. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Source at;

        Stop(Source at, String message) {
            super(message, null, false, false);
            this.at = at;
        }
    }

    private final String file;
    private final Problems problems;
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int nodes;

    private YamlReader(String file, String text, Problems problems) {
        this.file = file;
        this.problems = problems;
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** The document's root, or null when there is none; then at least one error has been recorded. */
    static @Nullable Node read(String file, String text, Problems problems) {
        if (text.length() > MAX_CHARACTERS) {
            problems.error(
                    Kind.SYNTAX,
                    Source.wholeFile(file),
                    "",
                    text.length() + " characters (expected: at most " + MAX_CHARACTERS + ")");
            return null;
        }
        try {
            return new YamlReader(file, text, problems).document();
        } catch (Stop stop) {
            problems.error(Kind.SYNTAX, stop.at, "", String.valueOf(stop.getMessage()));
        } catch (MarkedYamlEngineException e) {
            problems.error(Kind.SYNTAX, place(file, e.getProblemMark()), "", "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.error(Kind.SYNTAX, Source.wholeFile(file), "", "not YAML: " + e.getMessage());
        }
        return null;
    }

    private @Nullable Node document() {
        Node root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent && root != null) {
                throw new Stop(place(event), "a second document begins (expected: one document in a file)");
            }
            if (event instanceof NodeEvent start) {
                root = node(start, 1, "");
            }
        }
        if (root == null) {
            throw new Stop(new Source(file, 1, 1), "empty (expected: a mapping with listeners, hosts and pools)");
        }
        return root;
    }

    private Node node(NodeEvent event, int depth, String path) {
        Source at = place(event);
        if (depth > MAX_DEPTH) {
            throw new Stop(at, "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, at, depth);
        }
        int before = nodes;
        count(at, 1);
        Node node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, at);
            case SequenceStartEvent sequence -> sequence(sequence, at, depth, path);
            case MappingStartEvent mapping -> mapping(mapping, at, depth, path);
            default -> throw new Stop(at, "unexpected " + event.getEventId());
        };
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(node, nodes - before, height(node))));
        return node;
    }

    private Node aliased(AliasEvent alias, Source at, int depth) {
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            throw new Stop(
                    at, "*" + alias.getAlias().getValue() + " (expected: an anchor that ends before this place)");
        }
        if (depth + anchored.height - 1 > MAX_DEPTH) {
            throw new Stop(at, "nested deeper than " + MAX_DEPTH + " levels");
        }
        count(at, anchored.nodes);
        return anchored.node;
    }

    private static int height(Node node) {
        int below = switch (node) {
            case Scalar _ -> 0;
            case Sequence sequence ->
                sequence.items().stream().mapToInt(YamlReader::height).max().orElse(0);
            case Mapping mapping ->
                mapping.members().values().stream()
                        .mapToInt(member -> height(member.value()))
                        .max()
                        .orElse(0);
        };
        return below + 1;
    }

    private void count(Source at, int more) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new Stop(at, "more than " + MAX_NODES + " values, aliases counted where they are used");
        }
    }

    private Scalar scalar(ScalarEvent event, Source at) {
        refuseTag(event.getTag(), at);
        String text = event.getValue();
        ScalarKind kind = event.isPlain() ? plainKind(text) : ScalarKind.TEXT;
        return new Scalar(at, kind, text, contentColumns(event));
    }

    private static ScalarKind plainKind(String text) {
        char first = text.isEmpty() ? '~' : text.charAt(0);
        if ("nN~".indexOf(first) >= 0 && NULL.matcher(text).matches()) {
            return ScalarKind.NULL;
        }
        if ("tTfF".indexOf(first) >= 0 && BOOLEAN.matcher(text).matches()) {
            return ScalarKind.BOOLEAN;
        }
        if ("+-.0123456789".indexOf(first) < 0) {
            return ScalarKind.TEXT;
        }
        if (INTEGER.matcher(text).matches()) {
            return ScalarKind.INTEGER;
        }
        return DECIMAL.matcher(text).matches() ? ScalarKind.DECIMAL : ScalarKind.TEXT;
    }

    private static int contentColumns(ScalarEvent event) {
        ScalarStyle style = event.getScalarStyle();
        int quote = style == ScalarStyle.PLAIN ? 0 : 1;
        boolean onOneLine = style != ScalarStyle.LITERAL && style != ScalarStyle.FOLDED;
        int written = event.getEndMark().map(Mark::getIndex).orElse(0)
                - event.getStartMark().map(Mark::getIndex).orElse(0);
        String text = event.getValue();
        return onOneLine && written == text.codePointCount(0, text.length()) + 2 * quote ? quote : -1;
    }

    private Sequence sequence(SequenceStartEvent start, Source at, int depth, String path) {
        refuseTag(start.getTag(), at);
        List<Node> items = new ArrayList<>();
        while (events.next() instanceof NodeEvent event) {
            items.add(node(event, depth + 1, path + "[" + items.size() + "]"));
        }
        return new Sequence(at, items);
    }

    private Mapping mapping(MappingStartEvent start, Source at, int depth, String path) {
        refuseTag(start.getTag(), at);
        var members = new LinkedHashMap<String, Member>();
        while (events.next() instanceof NodeEvent event) {
            Source keyAt = place(event);
            String key = key(node(event, depth + 1, path), keyAt);
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Node value = node((NodeEvent) events.next(), depth + 1, keyPath);
            Member earlier = members.putIfAbsent(key, new Member(keyAt, value));
            if (earlier != null) {
                problems.error(
                        Kind.DUPLICATE,
                        keyAt,
                        keyPath,
                        "this key is already at line " + earlier.keyAt().line() + " (expected: once)");
            }
        }
        return new Mapping(at, members);
    }

    private static String key(Node key, Source at) {
        if (key instanceof Scalar(var _, var kind, var text, var _)) {
            if (kind == ScalarKind.TEXT) {
                return text;
            }
            throw new Stop(at, "key " + text + " is " + kind.words() + " (expected: text: \"" + text + "\")");
        }
        throw new Stop(at, "a key that is a list or a mapping (expected: text)");
    }

    private static void refuseTag(Optional<String> tag, Source at) {
        tag.ifPresent(name -> {
            throw new Stop(at, "tag " + name + " (expected: no tags)");
        });
    }

    private Source place(Event event) {
        return place(file, event.getStartMark());
    }

    private static Source place(String file, Optional<Mark> mark) {
        return mark.map(m -> new Source(file, m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> Source.wholeFile(file));
    }
}
