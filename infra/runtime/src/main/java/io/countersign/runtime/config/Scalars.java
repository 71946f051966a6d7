package io.countersign.runtime.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Single values as they are written in a file. A value that does not fit throws with a sentence for the operator. */
final class Scalars {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Scalars() {}

    static Object parse(String text, Class<?> wanted, Path folder) {
        // In a list or map the same number is a boxed one.
        Class<?> type = MethodType.methodType(wanted).unwrap().returnType();
        if (type == String.class) {
            return text;
        }
        if (type == int.class || type == long.class || type == double.class) {
            return number(text, type);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        if (type == Duration.class) {
            return duration(text);
        }
        if (type == Path.class) {
            return folder.resolve(text).normalize();
        }
        if (type == SecretFile.class) {
            return new SecretFile(folder.resolve(text).normalize());
        }
        if (type == URI.class) {
            return URI.create(text);
        }
        if (type.isEnum()) {
            return constant(text, type);
        }
        return parsed(text, type);
    }

    /** Whether a type reads itself from one text, so that it is a value and not a group of settings. */
    static boolean isParsed(Class<?> type) {
        return Arrays.stream(type.getMethods()).anyMatch(method -> isParse(method, type));
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 250ms, 10s, 5m, 24h or 7d");
        }
        return UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
    }

    private static Object number(String text, Class<?> type) {
        try {
            if (type == double.class) {
                return Double.parseDouble(text);
            }
            return type == int.class ? (Object) Integer.parseInt(text) : (Object) Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number of type " + type, e);
        }
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static Object constant(String text, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> wireName(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Scalars::wireName)
                                .collect(Collectors.joining(", "))));
    }

    private static String wireName(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object parsed(String text, Class<?> type) {
        Method parse = Arrays.stream(type.getMethods())
                .filter(method -> isParse(method, type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no way to read a " + type + " from text"));
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("parse of " + type + " is not public", e);
        }
    }

    private static boolean isParse(Method method, Class<?> type) {
        return method.getName().equals("parse")
                && Modifier.isStatic(method.getModifiers())
                && method.getReturnType() == type
                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class});
    }
}
