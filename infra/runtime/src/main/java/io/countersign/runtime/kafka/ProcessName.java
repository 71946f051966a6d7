package io.countersign.runtime.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process calls itself towards the broker, {@code signer-service-0@host:pid}; shows in the broker's log and in the
 * message to a second holder of an ordinal.
 */
record ProcessName(String name, String host, long pid) {
    private static final Pattern FORM = Pattern.compile("(.+)@([^@:]+):([0-9]{1,18})");

    static ProcessName here(String name) {
        return new ProcessName(name, hostName(), ProcessHandle.current().pid());
    }

    static Optional<ProcessName> parse(String clientId) {
        Matcher matcher = FORM.matcher(clientId);
        return matcher.matches()
                ? Optional.of(new ProcessName(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    boolean isHere() {
        return host.equals(hostName());
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public String toString() {
        return name + "@" + host + ":" + pid;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "unnamed-host";
        }
    }
}
