package io.countersign.runtime.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one component of a configuration record. A component without a default is required, unless its type is
 * {@link java.util.Optional}, a record all of whose own components may be left out, or the setting is {@link #optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it does, its unit, and what a wrong value leads to. */
    String doc();

    /** The default as it would stand in the file; one element for a single value, several for a list; none: required. */
    String[] byDefault() default {};

    /** For lists, sets and maps: may be left out and is then empty. */
    boolean optional() default false;
}
