package io.countersign.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a running Countersign, a {@link SharedInstallation}, as constructor or method parameter: the one that the classes
 * of this JVM share, or one of its own. Whoever stops a service of the shared one must have started it again before the next test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InstallationExtension.class)
public @interface WithInstallation {
    /** Started for this class alone and closed behind it, so that the class can run beside the others. */
    boolean ofItsOwn() default false;
}
