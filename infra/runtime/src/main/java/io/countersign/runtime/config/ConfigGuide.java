package io.countersign.runtime.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Explains a configuration record: every setting with its type, default and meaning. */
final class ConfigGuide {
    private ConfigGuide() {}

    static String of(Class<? extends Record> shape) {
        StringBuilder text = new StringBuilder();
        explain("", shape, text);
        return text.toString();
    }

    private static void explain(String prefix, Class<?> shape, StringBuilder text) {
        for (RecordComponent component : shape.getRecordComponents()) {
            Type type = component.getGenericType();
            Setting setting = component.getAnnotation(Setting.class);
            text.append(prefix)
                    .append(component.getName())
                    .append("  (")
                    .append(name(type))
                    .append(", ")
                    .append(presence(type, setting))
                    .append(")\n");
            if (setting != null) {
                text.append("    ").append(setting.doc()).append('\n');
            }
            Class<?> inner = innermost(type);
            if (isGroup(inner)) {
                explain(prefix + component.getName() + suffix(Binding.raw(type)) + ".", inner, text);
            }
        }
    }

    private static String presence(Type type, Setting setting) {
        if (setting != null && setting.byDefault().length > 0) {
            return "default " + String.join(", ", setting.byDefault());
        }
        boolean optional = Binding.raw(type) == Optional.class || (setting != null && setting.optional());
        return optional ? "optional" : isGroup(Binding.raw(type)) ? "group" : "required";
    }

    private static String name(Type type) {
        Class<?> raw = Binding.raw(type);
        if (raw == Optional.class) {
            return name(Binding.argument(type, 0));
        }
        if (raw == List.class || raw == Set.class) {
            return "list of " + name(Binding.argument(type, 0));
        }
        if (raw == Map.class) {
            return "named " + name(Binding.argument(type, 1));
        }
        return isGroup(raw) ? "settings" : raw.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Class<?> innermost(Type type) {
        Class<?> raw = Binding.raw(type);
        if (raw == Optional.class || raw == List.class || raw == Set.class) {
            return innermost(Binding.argument(type, 0));
        }
        return raw == Map.class ? innermost(Binding.argument(type, 1)) : raw;
    }

    private static String suffix(Class<?> raw) {
        return raw == List.class || raw == Set.class ? "[]" : raw == Map.class ? ".<name>" : "";
    }

    private static boolean isGroup(Class<?> raw) {
        return raw.isRecord() && raw != SecretFile.class && !Scalars.isParsed(raw);
    }
}
