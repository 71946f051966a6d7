package io.countersign.stack;

import java.nio.file.Path;

/** The JDK that runs us also runs what we start. */
final class JavaHome {
    private JavaHome() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
