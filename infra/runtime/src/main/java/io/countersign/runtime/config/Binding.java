package io.countersign.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Binds a tree to a record and gathers faults; an empty result means that its fault has been noted. */
final class Binding {
    private final Path folder;
    private final List<String> faults;

    Binding(Path folder, List<String> faults) {
        this.folder = folder;
        this.faults = faults;
    }

    <R extends Record> Optional<R> record(String path, JsonNode node, Class<R> shape) {
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            return fault(path, "must be a group of settings");
        }
        RecordComponent[] components = shape.getRecordComponents();
        List<String> known =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                faults.add(below(path, name) + ": unknown setting" + Nearest.hint(name, known));
            }
        }
        Object[] arguments = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            Optional<?> value = component(below(path, name), node.path(name), components[i]);
            arguments[i] = value.orElse(null);
            complete &= value.isPresent();
        }
        return complete ? construct(path, shape, components, arguments) : Optional.empty();
    }

    private Optional<?> component(String path, JsonNode node, RecordComponent component) {
        Type type = component.getGenericType();
        Setting setting = component.getAnnotation(Setting.class);
        boolean absent = node.isMissingNode() || node.isNull();
        if (raw(type) == Optional.class) {
            return absent ? Optional.of(Optional.empty()) : present(value(path, node, argument(type, 0)));
        }
        if (!absent) {
            return value(path, node, type);
        }
        if (setting != null && setting.byDefault().length > 0) {
            return value(path, written(setting.byDefault(), type), type);
        }
        if (setting != null && setting.optional() && isCollection(type)) {
            return value(
                    path,
                    raw(type) == Map.class
                            ? JsonNodeFactory.instance.objectNode()
                            : JsonNodeFactory.instance.arrayNode(),
                    type);
        }
        if (component.getType().isRecord() && component.getType() != SecretFile.class) {
            return record(
                    path,
                    JsonNodeFactory.instance.objectNode(),
                    component.getType().asSubclass(Record.class));
        }
        return fault(path, "is required");
    }

    private Optional<?> value(String path, JsonNode node, Type type) {
        Class<?> raw = raw(type);
        if (raw == List.class || raw == Set.class) {
            return elements(path, node, argument(type, 0))
                    .map(list -> raw == List.class
                            ? Collections.unmodifiableList(list)
                            : Collections.unmodifiableSet(new LinkedHashSet<>(list)));
        }
        if (raw == Map.class) {
            return entries(path, node, argument(type, 1));
        }
        if (raw.isRecord() && raw != SecretFile.class && !Scalars.isParsed(raw)) {
            return record(path, node, raw.asSubclass(Record.class));
        }
        if (!node.isValueNode() || node.isNull()) {
            return fault(path, "must be a single value");
        }
        try {
            return Optional.of(Scalars.parse(node.asText(), raw, folder));
        } catch (IllegalArgumentException e) {
            return fault(path, String.valueOf(e.getMessage()));
        }
    }

    private Optional<List<Object>> elements(String path, JsonNode node, Type type) {
        if (!node.isArray()) {
            return fault(path, "must be a list");
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            value(path + "[" + i + "]", node.get(i), type).ifPresent(list::add);
        }
        return list.size() == node.size() ? Optional.of(list) : Optional.empty();
    }

    private Optional<Map<String, Object>> entries(String path, JsonNode node, Type type) {
        if (!node.isObject()) {
            return fault(path, "must be a group of named values");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            value(below(path, entry.getKey()), entry.getValue(), type)
                    .ifPresent(value -> map.put(entry.getKey(), value));
        }
        return map.size() == node.size() ? Optional.of(Collections.unmodifiableMap(map)) : Optional.empty();
    }

    private <R extends Record> Optional<R> construct(
            String path, Class<R> shape, RecordComponent[] components, Object[] arguments) {
        try {
            Constructor<R> constructor = shape.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(arguments));
        } catch (InvocationTargetException e) {
            return fault(path, String.valueOf(e.getCause().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(shape + " cannot be a configuration record", e);
        }
    }

    private <T> Optional<T> fault(String path, String what) {
        faults.add((path.isEmpty() ? "the file" : path) + ": " + what);
        return Optional.empty();
    }

    /** The value of an optional component; empty still means that a fault has been noted. */
    private static Optional<?> present(Optional<?> value) {
        return value.isPresent() ? Optional.of(value) : value;
    }

    private static JsonNode written(String[] byDefault, Type type) {
        if (raw(type) != List.class && raw(type) != Set.class) {
            return JsonNodeFactory.instance.textNode(byDefault[0]);
        }
        var array = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(byDefault).forEach(array::add);
        return array;
    }

    private static boolean isCollection(Type type) {
        return raw(type) == List.class || raw(type) == Set.class || raw(type) == Map.class;
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
