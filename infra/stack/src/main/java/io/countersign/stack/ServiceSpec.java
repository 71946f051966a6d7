package io.countersign.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A built program to run as a process of its own.
 *
 * @param name for messages and the ledger
 * @param classPath jars and folders, in order
 * @param mainClass fully qualified
 * @param jvm flags of the JVM, after the ones for a fast start
 * @param arguments of the program; never a secret
 * @param environment added to the little that is inherited
 * @param log file for its output, appended
 */
public record ServiceSpec(
        String name,
        List<Path> classPath,
        String mainClass,
        List<String> jvm,
        List<String> arguments,
        Map<String, String> environment,
        Path log) {
    public ServiceSpec {
        classPath = List.copyOf(classPath);
        jvm = List.copyOf(jvm);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** The module's jar and what its build copied to {@code target/lib}. */
    public static ServiceSpec ofModule(Path module, String mainClass, List<String> arguments, Path log) {
        String artifact = module.getFileName().toString();
        Path target = module.resolve("target");
        List<Path> classPath = new ArrayList<>();
        classPath.add(jarIn(target, artifact));
        classPath.add(target.resolve("lib").resolve("*"));
        return new ServiceSpec(artifact, classPath, mainClass, List.of(), arguments, Map.of(), log);
    }

    /** With more in front of the class path, such as the folder of a test main. */
    public ServiceSpec withFirst(Path entry, String otherMain) {
        List<Path> extended = new ArrayList<>(classPath);
        extended.add(0, entry);
        return new ServiceSpec(name, extended, otherMain, jvm, arguments, environment, log);
    }

    public ServiceSpec withEnvironment(Map<String, String> other) {
        return new ServiceSpec(name, classPath, mainClass, jvm, arguments, other, log);
    }

    public ServiceSpec withJvm(List<String> flags) {
        return new ServiceSpec(name, classPath, mainClass, flags, arguments, environment, log);
    }

    public ServiceSpec named(String other) {
        return new ServiceSpec(other, classPath, mainClass, jvm, arguments, environment, log);
    }

    private static Path jarIn(Path target, String artifact) {
        // Modules below infra/ have artifacts that start with the product's name.
        for (String prefix : List.of(artifact + "-", "countersign-" + artifact + "-")) {
            try (var files = Files.newDirectoryStream(target, prefix + "*.jar")) {
                for (Path file : files) {
                    String rest = file.getFileName().toString();
                    if (!rest.endsWith("-sources.jar") && !rest.endsWith("-tests.jar")) {
                        return file;
                    }
                }
            } catch (IOException failure) {
                throw new StackException("cannot look into " + target, failure);
            }
        }
        throw new StackException("no jar of " + artifact + " in " + target + ": build it first");
    }
}
