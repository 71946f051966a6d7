package io.countersign.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Keeps an installation in the store of those who share it: started by the first that asks, closed after the last. */
public final class InstallationExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InstallationExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SharedInstallation.class;
    }

    @Override
    public SharedInstallation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = topLevel(context).getRequiredTestClass();
        boolean own = test.getAnnotation(WithInstallation.class).ofItsOwn();
        ExtensionContext sharing = own ? topLevel(context) : context.getRoot();
        String folder = own ? test.getSimpleName() : "installation";
        return sharing.getStore(NAMESPACE).computeIfAbsent(folder, SharedInstallation::start, SharedInstallation.class);
    }

    private static ExtensionContext topLevel(ExtensionContext context) {
        ExtensionContext parent = context.getParent().orElseThrow();
        return parent == context.getRoot() ? context : topLevel(parent);
    }
}
