package io.countersign.cli.command;

import java.util.List;

/** Ids as {@code -o name} prints them or alone. */
final class Ids {
    private Ids() {}

    static String of(String kind, String text) {
        return text.startsWith(kind + "/") ? text.substring(kind.length() + 1) : text;
    }

    static List<String> of(String kind, List<String> texts) {
        return texts.stream().map(text -> of(kind, text)).distinct().toList();
    }
}
