package io.countersign.stack;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Keeps one {@link Stack} in JUnit's root store, so that it is closed once, after the last test class. */
public final class StackExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(StackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Stack.class || type == KafkaAccess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Stack stack = stack(context);
        if (parameter.getParameter().getType() == Stack.class) {
            return stack;
        }
        return anyBroker(context, stack);
    }

    private static Stack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Stack.class, ignored -> Stack.fresh(), Stack.class);
    }

    private static KafkaAccess anyBroker(ExtensionContext context, Stack stack) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        KafkaMode mode = store.computeIfAbsent(KafkaMode.class, ignored -> KafkaMode.chosen(), KafkaMode.class);
        return switch (mode) {
            case EMBEDDED -> stack.broker().as(stack.identity("admin"));
            case DOCKER ->
                store.computeIfAbsent(ContainerBroker.class, ignored -> new ContainerBroker(), ContainerBroker.class)
                        .access();
        };
    }
}
