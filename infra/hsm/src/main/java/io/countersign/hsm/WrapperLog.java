package io.countersign.hsm;

import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.Logger;

/** Sends what ipkcs11wrapper would print to standard output to slf4j, a step quieter: it reports every session as news. */
final class WrapperLog implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.countersign.hsm.wrapper");

    @Override
    public void error(String format, Object... arguments) {
        LOG.warn(format, arguments);
    }

    @Override
    public void warn(String format, Object... arguments) {
        LOG.info(format, arguments);
    }

    @Override
    public void info(String format, Object... arguments) {
        LOG.debug(format, arguments);
    }

    @Override
    public void debug(String format, Object... arguments) {
        LOG.trace(format, arguments);
    }

    @Override
    public void trace(String format, Object... arguments) {
        LOG.trace(format, arguments);
    }

    @Override
    public boolean isWarnEnabled() {
        return LOG.isInfoEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return LOG.isDebugEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return LOG.isTraceEnabled();
    }

    @Override
    public boolean isTraceEnabled() {
        return LOG.isTraceEnabled();
    }
}
